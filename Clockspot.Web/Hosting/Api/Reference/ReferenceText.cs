using Markdig;
using Microsoft.AspNetCore.Components;

namespace Clockspot.Hosting.Api.Reference;

/// <summary>Markdown of the document on the page.</summary>
static class ReferenceText
{
    static readonly MarkdownPipeline pipeline = new MarkdownPipelineBuilder().DisableHtml().Build();

    /// <summary>Paragraphs and lists.</summary>
    public static MarkupString Block(string markdown) => new(Markdown.ToHtml(markdown, pipeline));

    /// <summary>One sentence, without the paragraph around it.</summary>
    public static MarkupString Inline(string markdown)
    {
        var html = Markdown.ToHtml(markdown, pipeline).Trim();
        return new(html.StartsWith("<p>", StringComparison.Ordinal) && html.LastIndexOf("<p>", StringComparison.Ordinal) == 0 ? html["<p>".Length..^"</p>".Length] : html);
    }
}
