using System.Net;
using System.Security.Claims;
using Clockspot.Domain;
using Clockspot.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clockspot.Tests.Hosting;

/// <summary>A little program with the hosting's own parts and with endpoints that fail, refuse and are limited.</summary>
sealed class Probe : IAsyncDisposable
{
    readonly WebApplication app;

    public Probe()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders().AddProvider(Log);
        builder.Services.AddSingleton(new PublicOrigin("https://time.example.com"));
        builder.Services.AddSingleton<IClock>(SystemClockForTests.Instance);
        builder.Services.AddRazorComponents();
        builder.Services.AddHttpContextAccessor();
        builder.AddProblems();
        foreach (var name in new[] { "SignIn", "SignUp", "Reset", "Invitations", "Demo" }) builder.Configuration[$"RateLimits:{name}"] = "2/hour";
        builder.AddRateLimits();
        app = builder.Build();
        app.UseMiddleware<RequestTrail>();
        app.UseMiddleware<SecurityHeaders>();
        app.UseProblems();
        app.Use((http, next) =>
        {
            if (http.Request.Headers["From"].ToString() is { Length: > 0 } from) http.Connection.RemoteIpAddress = IPAddress.Parse(from);
            if (http.Request.Headers["Person"].ToString() is { Length: > 0 } person)
                http.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, person)], "test"));
            return next(http);
        });
        app.UseRouting();
        app.UseRateLimiter();
        foreach (var start in new[] { "", "/api" })
        {
            app.MapGet(start + "/fails/{id}", string (string id) => throw new InvalidOperationException("a secret " + id));
            app.MapGet(start + "/refuses", string () => throw new Refusal("overlap", 409, "It overlaps", "Another entry is there.", [new FieldError("start", "overlap", "Choose another start.")]));
            foreach (var policy in new[] { "sign-in", "sign-up", "reset", "invitations", "demo" })
                app.MapMethods($"{start}/limited/{policy}", ["GET", "POST"], () => "done").RequireRateLimiting(policy);
        }
        app.Start();
        Client = app.GetTestClient();
    }

    public HttpClient Client { get; }

    public LogLines Log { get; } = new();

    public async Task<HttpResponseMessage> Send(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await Client.SendAsync(request);
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    sealed class SystemClockForTests : IClock
    {
        public static readonly SystemClockForTests Instance = new();

        public Instant GetCurrentInstant() => Instant.FromUtc(2026, 3, 2, 14, 0);
    }
}

/// <summary>Keeps what was logged, each line with the scopes around it.</summary>
sealed class LogLines : ILoggerProvider, ISupportExternalScope
{
    IExternalScopeProvider scopes = new LoggerExternalScopeProvider();
    readonly List<(string Category, LogLevel Level, string Text, string Scopes)> lines = [];

    public IReadOnlyList<(string Category, LogLevel Level, string Text, string Scopes)> All
    {
        get { lock (lines) return [.. lines]; }
    }

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => scopes = scopeProvider;

    public ILogger CreateLogger(string categoryName) => new Writer(this, categoryName);

    public void Dispose() { }

    sealed class Writer(LogLines log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => log.scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var around = new List<string>();
            log.scopes.ForEachScope((scope, list) => list.Add(scope?.ToString() ?? ""), around);
            lock (log.lines) log.lines.Add((category, logLevel, formatter(state, exception) + exception, string.Join(" ", around)));
        }
    }
}
