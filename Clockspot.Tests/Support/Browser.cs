using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Clockspot.Tests.Support;

/// <summary>A page as it came over the wire.</summary>
public sealed record Page(HttpStatusCode Status, IHtmlDocument Document, Uri? Location, HttpResponseMessage Response)
{
    public string Text => Document.Body?.TextContent ?? "";

    public string Title => Document.QuerySelector("h1")?.TextContent.Trim() ?? "";
}

/// <summary>A browser without scripts: gets pages, fills plain forms, keeps cookies.</summary>
public sealed class Browser(HttpClient client)
{
    public HttpClient Client { get; } = client;

    public async Task<Page> Get(string path) => await Read(await Client.GetAsync(path));

    /// <summary>Fills and sends the form with that <c>_handler</c> name on the page, with every hidden and prefilled field as a browser would.</summary>
    public async Task<Page> Submit(Page page, string path, string handler, params (string Name, string Value)[] fields)
    {
        var form = page.Document.QuerySelectorAll("form").OfType<IHtmlFormElement>()
            .FirstOrDefault(form => form.QuerySelector("input[name=_handler]")?.GetAttribute("value") == handler)
            ?? throw new InvalidOperationException($"No form '{handler}' on {path}: {string.Join(", ", page.Document.QuerySelectorAll("input[name=_handler]").Select(i => i.GetAttribute("value")))}");
        var values = new List<KeyValuePair<string, string>>();
        foreach (var input in form.Elements.OfType<IElement>())
        {
            var name = input.GetAttribute("name");
            if (string.IsNullOrEmpty(name) || fields.Any(field => field.Name == name)) continue;
            switch (input)
            {
                case IHtmlInputElement { Type: "checkbox" or "radio", IsChecked: false }: break;
                case IHtmlInputElement box: values.Add(new(name, box.Value)); break;
                case IHtmlSelectElement choice: values.Add(new(name, choice.Value ?? "")); break;
                case IHtmlTextAreaElement area: values.Add(new(name, area.Value)); break;
            }
        }
        values.AddRange(fields.Select(field => new KeyValuePair<string, string>(field.Name, field.Value)));
        return await Post(form.GetAttribute("action") is { Length: > 0 } action ? action : path, values);
    }

    /// <summary>Gets a page and sends one of its forms.</summary>
    public async Task<Page> Submit(string path, string handler, params (string Name, string Value)[] fields) =>
        await Submit(await Get(path), path, handler, fields);

    public async Task<Page> Post(string path, IEnumerable<KeyValuePair<string, string>> values) =>
        await Read(await Client.PostAsync(path, new FormUrlEncodedContent(values)));

    static async Task<Page> Read(HttpResponseMessage response) => new(response.StatusCode,
        await new HtmlParser().ParseDocumentAsync(await response.Content.ReadAsStringAsync()), response.Headers.Location, response);
}
