using Microsoft.Playwright;

namespace Clockspot.Tests.Support;

/// <summary>The distribution's Chromium, one for a test class; each visitor has a context of their own.</summary>
public sealed class Chrome : IAsyncLifetime
{
    static readonly string[] flags =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    IPlaywright? playwright;
    IBrowser? browser;

    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>Somebody with a browser: own cookies, own window; the site may know their position when one is given, and is refused it otherwise.</summary>
    public async Task<Visitor> Visit(ISite app, string? cookie = null, bool scripts = true, int width = 1280, int height = 800, Geolocation? position = null)
    {
        Tool.NeedsChromium();
        playwright ??= await Playwright.CreateAsync();
        browser ??= await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Tool.Chromium, Args = flags });
        var context = await browser.NewContextAsync(new() { BaseURL = app.Origin, JavaScriptEnabled = scripts, ViewportSize = new() { Width = width, Height = height }, ReducedMotion = ReducedMotion.Reduce, Geolocation = position, Permissions = position is null ? [] : ["geolocation"] });
        if (cookie is not null)
        {
            var cut = cookie.IndexOf('=', StringComparison.Ordinal);
            await context.AddCookiesAsync([new() { Name = cookie[..cut], Value = cookie[(cut + 1)..], Url = app.Origin }]);
        }
        return await Visitor.In(context);
    }

    public async Task DisposeAsync()
    {
        if (browser is not null) await browser.DisposeAsync();
        playwright?.Dispose();
    }
}

/// <summary>A person at a browser, and everything that their browser complained about.</summary>
public sealed class Visitor : IAsyncDisposable
{
    readonly List<string> complaints = [];

    Visitor(IBrowserContext context, IPage page)
    {
        (Context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            if (message.Type is "error") Complain($"console: {message.Text} ({message.Location})");
        };
        page.PageError += (_, error) => Complain($"script: {error}");
    }

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    /// <summary>Console errors, script errors and breaches of the content security policy so far.</summary>
    public IReadOnlyList<string> Complaints
    {
        get { lock (complaints) return [.. complaints]; }
    }

    /// <summary>The workspace in the address.</summary>
    public string Slug => new Uri(Page.Url).AbsolutePath.Split('/') is ["", "w", var slug, ..] ? slug : throw new InvalidOperationException($"Not in a workspace: {Page.Url}");

    public static async Task<Visitor> In(IBrowserContext context)
    {
        await context.AddInitScriptAsync("document.addEventListener('securitypolicyviolation', e => console.error('CSP: ' + e.violatedDirective + ' ' + e.blockedURI))");
        return new Visitor(context, await context.NewPageAsync());
    }

    /// <summary>Opens a page and answers its status.</summary>
    public async Task<int> Open(string path)
    {
        var answer = await Page.GotoAsync(path, new() { WaitUntil = WaitUntilState.Load });
        return answer!.Status;
    }

    /// <summary>Fills the form with that name and presses its button; waits until the answer is there.</summary>
    public async Task Send(string form, params (string Name, string Value)[] fields)
    {
        var there = Page.Locator($"form:has(input[name='_handler'][value='{form}'])").First;
        foreach (var (name, value) in fields)
        {
            var field = there.Locator($"[name='{name}']").First;
            var kind = await field.EvaluateAsync<string>("e => e.tagName === 'SELECT' ? 'select' : e.type");
            if (kind == "select") await field.SelectOptionAsync(value);
            else if (kind is "checkbox" or "radio") await there.Locator($"[name='{name}'][value='{value}']").First.CheckAsync();
            else await field.FillAsync(value);
        }
        // A whole new page has no such mark; a page that Blazor changed in place says so.
        await Page.EvaluateAsync("() => { window.sending = true; window.Blazor?.addEventListener?.('enhancedload', () => window.sending = false); }");
        await there.Locator("button:not([type='button'])").First.ClickAsync();
        await Page.WaitForFunctionAsync("() => !window.sending && document.readyState === 'complete'");
    }

    /// <summary>True when the page has a form of that name.</summary>
    public async Task<bool> Has(string form) => await Page.Locator($"input[name='_handler'][value='{form}']").CountAsync() > 0;

    public async Task<string> Text() => await Page.Locator("body").InnerTextAsync();

    /// <summary>Fails when the browser complained about anything.</summary>
    public void SawNothingWrong() => Assert.True(Complaints.Count == 0, string.Join('\n', Complaints));

    /// <summary>Forgets what the test itself caused, such as a server that was killed.</summary>
    public void Forgive()
    {
        lock (complaints) complaints.Clear();
    }

    public async ValueTask DisposeAsync() => await Context.DisposeAsync();

    void Complain(string what)
    {
        lock (complaints) complaints.Add($"{new Uri(Page.Url == "about:blank" ? "about://blank" : Page.Url).AbsolutePath} {what}");
    }
}
