using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Clockspot.Tests.Support;

/// <summary>A form as somebody saw it on a page, ready to be sent by somebody else.</summary>
sealed partial record SeenForm(string Page, string Action, string Handler, IReadOnlyList<KeyValuePair<string, string>> Fields)
{
    const string Token = "__RequestVerificationToken";

    /// <summary>Its key in the table: page below the workspace, then form, with ids taken out.</summary>
    public string Key => Id().Replace($"{Below(Page)}#{Handler}", "*");

    public static IEnumerable<SeenForm> On(string path, Page page) =>
        from form in page.Document.QuerySelectorAll("form").OfType<IHtmlFormElement>()
        where string.Equals(form.Method, "post", StringComparison.OrdinalIgnoreCase)
        let fields = FieldsOf(form).ToList()
        select new SeenForm(path, form.GetAttribute("action") is { Length: > 0 } action ? action : path,
            fields.Find(field => field.Key == "_handler").Value ?? $"({form.GetAttribute("action")})", fields);

    /// <summary>The fields with the sender's own antiforgery token, or without any.</summary>
    public IEnumerable<KeyValuePair<string, string>> With(string? token) =>
        Fields.Where(field => field.Key != Token).Concat(token is null ? [] : [new(Token, token)]);

    /// <summary>The token that a page gave to whoever asked.</summary>
    public static string TokenOf(Page page) => page.Document.QuerySelector($"input[name={Token}]")?.GetAttribute("value")
        ?? throw new InvalidOperationException($"'{page.Title}' ({(int)page.Status}) has no form, so no token.");

    static string Below(string path) => path.StartsWith("/w/", StringComparison.Ordinal)
        ? string.Join('/', path.Split('?')[0].Split('/').Skip(3)) : path.Split('?')[0];

    /// <summary>What a person could have typed and a browser would send.</summary>
    static IEnumerable<KeyValuePair<string, string>> FieldsOf(IHtmlFormElement form)
    {
        foreach (var input in form.Elements.OfType<IElement>())
        {
            if (input.GetAttribute("name") is not { Length: > 0 } name) continue;
            yield return new(name, input switch
            {
                IHtmlInputElement { Type: "email" } box => Or(box.Value, "somebody.new@example.com"),
                IHtmlInputElement { Type: "hidden" } box => box.Value,
                IHtmlInputElement { Type: "checkbox" or "radio" } box => Or(box.Value, "true"),
                IHtmlInputElement { Type: "date" } box => Or(box.Value, "2026-03-02"),
                IHtmlInputElement { Type: "number" } box => Or(box.Value, "10"),
                IHtmlInputElement box => Or(box.Value, "Something"),
                IHtmlSelectElement choice => choice.Value ?? "",
                IHtmlTextAreaElement area => Or(area.Value, name.EndsWith("Emails", StringComparison.Ordinal) ? "somebody.new@example.com" : "Something"),
                _ => "",
            });
        }
    }

    static string Or(string? value, string otherwise) => string.IsNullOrEmpty(value) ? otherwise : value;

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Id();
}
