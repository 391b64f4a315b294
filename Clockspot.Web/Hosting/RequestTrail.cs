using System.Buffers;
using Clockspot.Domain;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.StaticAssets;
using NodaTime;

namespace Clockspot.Hosting;

/// <summary>
/// Gives each request an id of its own, which stands in every log line and in the audit log, and writes one line when it is done:
/// method, route pattern, status, milliseconds. Never a query, a body, a name, an address or a token. A caller's own id goes back in the
/// answer and stands beside ours in the log, no more: anybody can send any, also one that somebody else's request had.
/// </summary>
sealed class RequestTrail(RequestDelegate next, ILogger<RequestTrail> log, IClock clock)
{
    public const string Header = "X-Request-Id";
    const int LongestId = 64;
    static readonly SearchValues<char> allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    public async Task InvokeAsync(HttpContext http)
    {
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        http.TraceIdentifier = Ids.New(clock.GetCurrentInstant()).ToString("N");
        var given = IdOf(http.Request.Headers[Header]);
        http.Response.OnStarting(static state =>
        {
            var context = (HttpContext)state;
            context.Response.Headers[Header] = AnsweredId(context);
            return Task.CompletedTask;
        }, http);
        using var scope = given is null ? log.BeginScope("RequestId:{RequestId}", http.TraceIdentifier)
            : log.BeginScope("RequestId:{RequestId} CallersId:{CallersRequestId}", http.TraceIdentifier, given);
        try
        {
            await next(http);
        }
        finally
        {
            // The handler of exceptions takes the endpoint off the request, and keeps it in its feature.
            var endpoint = http.GetEndpoint() ?? http.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
            var route = (endpoint as RouteEndpoint)?.RoutePattern.RawText;
            Name(http, route);
            log.Log(IsNoise(endpoint) ? LogLevel.Debug : LogLevel.Information, "{Method} {Route} {Status} {Milliseconds} ms",
                http.Request.Method, route ?? "(no route)", http.Response.StatusCode,
                (long)System.Diagnostics.Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
    }

    /// <summary>The id that the answer carries: the caller's own, or ours when there is none.</summary>
    internal static string AnsweredId(HttpContext http) => IdOf(http.Request.Headers[Header]) ?? http.TraceIdentifier;

    /// <summary>The caller's own id when it is harmless, or null.</summary>
    internal static string? IdOf(string? given) =>
        given is { Length: > 0 and <= LongestId } && !given.AsSpan().ContainsAnyExcept(allowed) ? given : null;

    /// <summary>Gives the request's span the names of OpenTelemetry's conventions; the framework leaves that to an instrumentation package.</summary>
    static void Name(HttpContext http, string? route)
    {
        if (http.Features.Get<IHttpActivityFeature>()?.Activity is not { } span) return;
        span.DisplayName = route is null ? http.Request.Method : $"{http.Request.Method} {route}";
        span.SetTag("http.request.method", http.Request.Method);
        span.SetTag("http.route", route);
        span.SetTag("http.response.status_code", http.Response.StatusCode);
        span.SetTag("request.id", http.TraceIdentifier);
        if (IdOf(http.Request.Headers[Header]) is { } given) span.SetTag("request.callers_id", given);
        if (http.Response.StatusCode >= 500) span.SetStatus(System.Diagnostics.ActivityStatusCode.Error);
    }

    static bool IsNoise(Endpoint? endpoint) =>
        endpoint?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null || endpoint?.Metadata.GetMetadata<HealthProbe>() is not null;
}

/// <summary>Marks what a load balancer asks every few seconds.</summary>
sealed class HealthProbe;
