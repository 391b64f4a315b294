using Clockspot.Features.Help;
using Clockspot.Tests.Support;

namespace Clockspot.Tests.Hosting.Api;

/// <summary>The reference that people read says what the document says, and leads where it promises.</summary>
public sealed class ReferenceTests : IAsyncLifetime
{
    readonly World world = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Every_operation_of_the_document_has_its_place_in_the_reference()
    {
        var (book, browser, help) = (await ApiBook.Read(world), await world.Browse(), new HelpBook().Find("refusals")!.Html);
        var overview = await browser.Get("/api/reference");
        Assert.Equal((200, "API reference"), ((int)overview.Status, overview.Title));
        var links = overview.Document.QuerySelectorAll("article section a[href*='#']").Select(link => link.GetAttribute("href")!).ToList();
        Assert.Equal(book.All.Count, links.Count);
        var broken = new List<string>();
        foreach (var address in links.Select(link => link.Split('#')[0]).Distinct(StringComparer.Ordinal))
        {
            var page = await browser.Get(address);
            foreach (var id in links.Where(link => link.StartsWith(address + "#", StringComparison.Ordinal)).Select(link => link.Split('#')[1]))
            {
                var (operation, place) = (book.All.Single(one => one.Id == id), page.Document.GetElementById(id));
                if (place is null || !place.TextContent.Contains(operation.Path, StringComparison.Ordinal) || !place.TextContent.Contains((string)operation.Json["summary"]!, StringComparison.Ordinal)) broken.Add($"{address} does not show {operation}");
                foreach (var field in operation.Body?["properties"]?.AsObject().Select(one => one.Key) ?? [])
                    if (place?.QuerySelectorAll("dt code").Any(one => one.TextContent == field) != true) broken.Add($"{operation}: {field} is not told");
                foreach (var scope in operation.Scopes)
                    if (place?.TextContent.Contains(scope, StringComparison.Ordinal) != true) broken.Add($"{operation}: {scope} is not told");
            }
            foreach (var code in page.Document.QuerySelectorAll("a[href^='/help/refusals#']").Select(link => link.GetAttribute("href")!.Split('#')[1]))
                if (!help.Contains($"id=\"{code}\"", StringComparison.Ordinal)) broken.Add($"{address}: no help about {code}");
        }
        Rule.Holds("The reference tells of every operation.", broken);
    }

    [Fact]
    public async Task A_part_that_is_none_is_not_found() => Assert.Equal(404, (int)(await (await world.Browse()).Get("/api/reference/nothing-here")).Status);

    [Fact]
    public async Task The_document_is_made_once_and_knows_whether_it_changed()
    {
        using var http = world.Client();
        using var first = await http.GetAsync("/openapi/v1.json");
        Assert.Equal("application/json", first.Content.Headers.ContentType!.MediaType);
        using var again = new HttpRequestMessage(HttpMethod.Get, "/openapi/v1.json");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        Assert.Equal(304, (int)(await http.SendAsync(again)).StatusCode);
    }
}
