using System.Diagnostics;
using System.Text.RegularExpressions;
using Clockspot.Tests.Support;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace Clockspot.Tests.Browsers;

/// <summary>The main job, in a real browser: from nothing to an employee on the clock whom the owner sees.</summary>
[Collection(Alone.Name)]
public sealed class JourneyTests(Chrome chrome, ITestOutputHelper output) : IClassFixture<Chrome>
{
    [SkippableFact]
    public async Task A_workspace_is_opened_an_employee_invited_and_the_owner_sees_each_punch_within_two_seconds()
    {
        Tool.NeedsChromium();
        await using var app = await AppProcess.Start();
        await using var owner = await chrome.Visit(app);
        await owner.Open("/open");
        await owner.Send("open-workspace", ("Input.Company", "Harbor Café"), ("Input.TimeZone", "America/New_York"), ("Input.Currency", "USD"),
            ("Input.Name", "Olive Owner"), ("Input.Email", "olive@example.com"), ("Input.Password", World.Password));
        Assert.True(new Uri(owner.Page.Url).AbsolutePath.StartsWith("/w/", StringComparison.Ordinal), await owner.Text());
        var slug = owner.Slug;
        await Confirm(app, owner);

        await owner.Open($"/w/{slug}/invitations/new");
        await owner.Send("invite", ("Input.Emails", "eve@example.com"), ("Input.Role", "Employee"));
        await owner.Open("/outbox");
        var link = await LinkIn(owner, "/invitation?");

        await using var employee = await chrome.Visit(app);
        await employee.Open(link);
        await employee.Send("accept", ("Input.Name", "Eve Employee"), ("Input.Password", World.Password));
        Assert.Equal(slug, employee.Slug);

        Assert.Equal(200, await owner.Open($"/w/{slug}/now"));
        await owner.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await Live(owner);
        await employee.Open($"/w/{slug}");
        await Seen(owner, employee, "clock-in", "in");
        await Seen(owner, employee, "start-break", "break", ("Input.Paid", ""));
        await Seen(owner, employee, "end-break", "in");
        await Seen(owner, employee, "clock-out", "out");

        owner.SawNothingWrong();
        employee.SawNothingWrong();
    }

    /// <summary>Presses the button in one browser and waits for the other to show it, untouched.</summary>
    async Task Seen(Visitor owner, Visitor employee, string form, string badge, params (string Name, string Value)[] fields)
    {
        Assert.True(await employee.Has(form), $"The clock has no {form}: {await employee.Text()}");
        var watch = new Stopwatch();
        var answered = employee.Page.WaitForResponseAsync(answer => answer.Request.Method == "POST" && !answer.Url.Contains("_blazor", StringComparison.Ordinal));
        var seen = owner.Page.WaitForFunctionAsync(Row, new object[] { "Eve Employee", badge }, new() { Timeout = 10_000, PollingInterval = 20 });
        var sending = employee.Send(form, [.. fields.Where(field => field.Value.Length > 0)]);
        await answered;
        watch.Start();
        try
        {
            await seen;
        }
        catch (TimeoutException)
        {
            Assert.Fail($"Who's in never showed {form}:\n{await owner.Text()}\n{app(owner)}");
        }
        output.WriteLine($"{form}: seen by the owner {watch.ElapsedMilliseconds} ms after the answer");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"{form} was seen after {watch.ElapsedMilliseconds} ms.");
        await sending;

        static string app(Visitor visitor) => string.Join('\n', visitor.Complaints);
    }

    /// <summary>The smallest box that names the person holds the badge of that state.</summary>
    const string Row = """
        ([name, state]) => [...document.querySelectorAll('tr, li, article, .card')]
          .filter(box => box.innerText.includes(name) && ![...box.querySelectorAll('tr, li, article, .card')].some(inner => inner.innerText.includes(name)))
          .some(box => box.querySelector('.badge.' + state))
        """;

    /// <summary>Waits until the page is live: before that it could not change by itself.</summary>
    static async Task Live(Visitor visitor) => await visitor.Page.WaitForTimeoutAsync(700);

    /// <summary>Where mail goes out, an address is confirmed before its owner invites.</summary>
    static async Task Confirm(AppProcess app, Visitor owner)
    {
        await owner.Open("/outbox");
        var text = await owner.Text();
        if (!text.Contains("/confirm?", StringComparison.Ordinal)) return;
        await owner.Open(await LinkIn(owner, "/confirm?"));
        if (await owner.Has("confirm")) await owner.Send("confirm");
        Assert.StartsWith(app.Origin, owner.Page.Url, StringComparison.Ordinal);
    }

    /// <summary>The newest link of that kind in the outbox, as a person would open it.</summary>
    static async Task<string> LinkIn(Visitor visitor, string kind)
    {
        var link = visitor.Page.Locator($"a[href*='{kind}']").First;
        if (await link.CountAsync() > 0) return (await link.GetAttributeAsync("href"))!;
        var text = await visitor.Text();
        var found = Regex.Match(text, $@"https?://\S*{Regex.Escape(kind)}\S+", RegexOptions.None, TimeSpan.FromSeconds(1));
        return found.Success ? found.Value : throw new InvalidOperationException($"No link {kind} in the outbox:\n{text}");
    }
}
