using Clockspot.Ui;
using Markdig;

namespace Clockspot.Features.Help;

/// <summary>One help page.</summary>
/// <param name="Slug">Its name in the address.</param>
/// <param name="Title">Its title.</param>
/// <param name="Summary">One sentence: what it is about.</param>
/// <param name="Group">The heading under which the index lists it.</param>
/// <param name="Order">Its place in the index.</param>
/// <param name="Related">The slugs of related pages.</param>
/// <param name="Html">Its text.</param>
/// <param name="Text">The same as plain words, for the search.</param>
public sealed record HelpTopic(string Slug, string Title, string Summary, string Group, int Order, IReadOnlyList<string> Related, string Html, string Text)
{
    /// <summary>The screen that the page speaks of, or null.</summary>
    public Screen? Screen => Navigation.Screens.FirstOrDefault(screen => screen.Topic == Slug);

    /// <summary>Its address.</summary>
    public string Path => "/help/" + Slug;
}

/// <summary>A help page that was found.</summary>
/// <param name="Topic">The page.</param>
/// <param name="Excerpt">The words around the place that matched.</param>
public sealed record HelpFound(HelpTopic Topic, string Excerpt);

/// <summary>The help pages, read once from the program itself: they are for everybody, so nobody is asked who they are.</summary>
public sealed class HelpBook
{
    const int ExcerptLength = 160;

    static readonly MarkdownPipeline pipeline = new MarkdownPipelineBuilder().UseAutoIdentifiers().UsePipeTables().UseGenericAttributes().DisableHtml().Build();

    readonly Dictionary<string, HelpTopic> bySlug;

    /// <summary>Reads the pages.</summary>
    public HelpBook()
    {
        var program = typeof(HelpBook).Assembly;
        Topics = [.. program.GetManifestResourceNames().Where(name => name.StartsWith("help/", StringComparison.Ordinal))
            .Select(name => Read(name["help/".Length..^".md".Length], new StreamReader(program.GetManifestResourceStream(name)!).ReadToEnd()))
            .OrderBy(topic => topic.Order).ThenBy(topic => topic.Title, StringComparer.Ordinal)];
        bySlug = Topics.ToDictionary(topic => topic.Slug, StringComparer.Ordinal);
    }

    /// <summary>All pages in the order of the index.</summary>
    public IReadOnlyList<HelpTopic> Topics { get; }

    /// <summary>One page, or null.</summary>
    public HelpTopic? Find(string slug) => bySlug.GetValueOrDefault(slug);

    /// <summary>The pages that hold every word, those with the words in the title first.</summary>
    public IReadOnlyList<HelpFound> Search(string query)
    {
        var words = query.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0) return [];
        return [.. Topics.Where(topic => words.All(word => Has(topic.Title, word) || Has(topic.Text, word)))
            .OrderByDescending(topic => words.Count(word => Has(topic.Title, word)))
            .Select(topic => new HelpFound(topic, Excerpt(topic, words)))];
    }

    internal static HelpTopic Read(string slug, string source)
    {
        var parts = source.ReplaceLineEndings("\n").Split("---\n", 3);
        if (parts.Length < 3 || parts[0].Length > 0) throw new InvalidOperationException($"The help page '{slug}' does not begin with its front matter.");
        var head = parts[1].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(':', 2))
            .ToDictionary(pair => pair[0].Trim(), pair => pair[1].Trim(), StringComparer.Ordinal);
        return new HelpTopic(slug, head["title"], head["summary"], head["group"], int.Parse(head["order"], System.Globalization.CultureInfo.InvariantCulture),
            head.GetValueOrDefault("related", "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            // Anchors are written with the page's address, since the documents' base is the root.
            Markdown.ToHtml(parts[2], pipeline).Replace("href=\"#", $"href=\"/help/{slug}#", StringComparison.Ordinal), Markdown.ToPlainText(parts[2], pipeline));
    }

    static bool Has(string text, string word) => text.Contains(word, StringComparison.OrdinalIgnoreCase);

    static string Excerpt(HelpTopic topic, string[] words)
    {
        var at = words.Select(word => topic.Text.IndexOf(word, StringComparison.OrdinalIgnoreCase)).Where(index => index >= 0).DefaultIfEmpty(-1).Min();
        if (at < 0) return topic.Summary;
        var from = at < ExcerptLength / 2 ? 0 : topic.Text.IndexOf(' ', at - ExcerptLength / 2) + 1;
        var cut = topic.Text[from..Math.Min(topic.Text.Length, from + ExcerptLength)].ReplaceLineEndings(" ").Trim();
        return (from > 0 ? "… " : "") + cut + (from + ExcerptLength < topic.Text.Length ? " …" : "");
    }
}

static class HelpSlice
{
    public static void AddHelp(this IServiceCollection services)
    {
        var book = new HelpBook();
        services.AddSingleton(book);
        foreach (var topic in book.Topics) services.AddSingleton(new SearchPlace(topic.Title, topic.Path, "Help"));
    }
}
