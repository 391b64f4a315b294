using System.Text.Json;
using Clockspot.Features.Jobs;
using Clockspot.Hosting;
using Clockspot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Clockspot.Tests.Hosting;

public sealed class ProblemsTests
{
    [Fact]
    public async Task A_refusal_below_api_is_problem_json_with_code_request_id_and_errors()
    {
        await using var probe = new Probe();
        var answer = await probe.Send(HttpMethod.Get, "/api/refuses?token=secret", ("X-Request-Id", "abc-1"));

        Assert.Equal((409, "application/problem+json"), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        var root = json.RootElement;
        Assert.Equal(["type", "title", "status", "detail", "instance", "code", "requestId", "errors"], root.EnumerateObject().Select(one => one.Name));
        Assert.Equal("https://time.example.com/help/refusals#overlap", root.GetProperty("type").GetString());
        Assert.Equal(("overlap", "abc-1", "/api/refuses", 409), (root.GetProperty("code").GetString(), root.GetProperty("requestId").GetString(), root.GetProperty("instance").GetString(), root.GetProperty("status").GetInt32()));
        Assert.Equal("start", root.GetProperty("errors")[0].GetProperty("path").GetString());
        Assert.DoesNotContain(probe.Log.All, line => line.Level >= LogLevel.Warning);
    }

    [Theory]
    [InlineData("/api/fails/7", "application/problem+json")]
    [InlineData("/fails/7", "text/html")]
    public async Task What_nobody_expected_is_a_bare_500_and_logged_once(string path, string type)
    {
        await using var probe = new Probe();
        var answer = await probe.Send(HttpMethod.Get, path, ("X-Request-Id", "abc-2"));
        var text = await answer.Content.ReadAsStringAsync();

        Assert.Equal((500, type), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("InvalidOperation", text, StringComparison.Ordinal);
        // A fresh key ring warns about itself, in the same request.
        var line = Assert.Single(probe.Log.All, one => one.Level >= LogLevel.Error);
        Assert.Contains("a secret 7", line.Text, StringComparison.Ordinal);
        Assert.Contains("abc-2", line.Scopes, StringComparison.Ordinal);
        // A program is told its own id, a person ours; the line has both.
        var ours = line.Scopes.Split("RequestId:")[^1][..32];
        Assert.Contains(type == "text/html" ? ours : "abc-2", text, StringComparison.Ordinal);
        Assert.Contains(answer.Headers, header => header.Key == "Content-Security-Policy");
    }

    [Fact]
    public async Task A_page_that_breaks_half_way_is_answered_by_a_whole_page()
    {
        var log = new LogLines();
        await using var world = new World(services =>
            services.AddSingleton<ILoggerProvider>(log).Replace(ServiceDescriptor.Singleton<JobList>(_ => throw new InvalidOperationException("a secret"))));
        var owner = await world.Workspace();
        var page = await (await world.Browse(owner)).Get("/w/harbor/jobs");

        Assert.Equal((500, "Something went wrong here"), ((int)page.Status, page.Title));
        Assert.DoesNotContain("secret", page.Document.DocumentElement.OuterHtml, StringComparison.Ordinal);
        Assert.Contains(page.Response.Headers.GetValues(RequestTrail.Header).Single(), page.Text, StringComparison.Ordinal);
        Assert.Single(log.All, line => line.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task An_unknown_address_is_a_page_in_words_and_a_problem_below_api()
    {
        await using var world = new World();
        var page = await (await world.Browse()).Get("/nothing/here");
        Assert.Equal((404, "There is nothing at this address"), ((int)page.Status, page.Title));
        Assert.Single(page.Document.QuerySelectorAll("html"));

        var answer = await world.Client().GetAsync("/api/v1/nothing");
        Assert.Equal((404, "application/problem+json"), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Contains("\"code\":\"not_found\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused_in_words()
    {
        await using var world = new World();
        var page = await (await world.Browse()).Post("/demo", [new("_handler", "demo")]);

        Assert.Equal((400, "This form has expired"), ((int)page.Status, page.Title));
        Assert.Single(page.Document.QuerySelectorAll("html"));
    }

    [Fact]
    public async Task A_workspace_that_is_not_ones_own_is_refused_on_a_whole_page()
    {
        await using var world = new World();
        await world.Workspace();
        var page = await (await world.Browse(await world.Workspace("elsewhere"))).Get("/w/harbor/jobs");

        Assert.Equal((404, "Not found"), ((int)page.Status, page.Title));
        Assert.Contains(page.Response.Headers.GetValues(RequestTrail.Header).Single(), page.Text, StringComparison.Ordinal);
    }
}
