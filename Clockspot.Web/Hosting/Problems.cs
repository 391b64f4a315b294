using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Clockspot.Api;
using Clockspot.Domain;
using Clockspot.Features.OAuth;
using Clockspot.Hosting.Api;
using Clockspot.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Clockspot.Hosting;

/// <summary>
/// Turns failures into answers: problem+json (RFC 9457) below <c>/api</c>, a page in words elsewhere. Refusals keep their code and words;
/// whatever else is thrown is logged once and answered as a bare 500 with the request's id.
/// </summary>
static class Problems
{
    const string ProblemType = "application/problem+json";

    static readonly JsonSerializerOptions json = new(ApiJson.Options) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>The conflicts that the API's contract names. Others that use-cases know are told as errors of the input, under their own code.</summary>
    static readonly string[] conflicts = ["already_clocked_in", "not_clocked_in", "already_on_break", "not_on_break", "open_entry_too_old", "overlap", "period_approved", "stale_version",
        "idempotency_in_flight", "storage_full", "clockify_not_connected", "clockify_invalid_token"];

    public static void AddProblems(this WebApplicationBuilder builder) => builder.Services.AddExceptionHandler(options =>
    {
        options.ExceptionHandler = http => Failed(http, http.Features.Get<IExceptionHandlerFeature>()!.Error);
        options.SuppressDiagnosticsCallback = context => context.Exception is Refusal or BadHttpRequestException;
    });

    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages(context => Bare(context.HttpContext));
    }

    /// <summary>Answers with a refusal.</summary>
    public static Task Answer(HttpContext http, Refusal refusal)
    {
        http.Response.StatusCode = refusal.Status;
        if (OAuthEndpoints.Serves(http)) return OAuthEndpoints.Fail(http, refusal.Status);
        if (refusal.RetryAfter is { } wait) http.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return IsApi(http)
            ? Write(http, refusal)
            : Page<RefusalPage>(http, refusal.Status, new() { ["Refusal"] = refusal });
    }

    /// <summary>A refusal as the API answers it.</summary>
    public static Sent Sent(HttpContext http, Refusal refusal)
    {
        var problem = Problem(http, OnTheWire(refusal));
        return new Sent(problem.Status, ProblemType, JsonSerializer.SerializeToUtf8Bytes(problem, json));
    }

    static Task Failed(HttpContext http, Exception error) => error switch
    {
        Refusal refusal => Answer(http, refusal),
        BadHttpRequestException wrong => Answer(http, Of(wrong)),
        _ => Answer(http, StatusCodes.Status500InternalServerError),
    };

    /// <summary>Somebody set a status and wrote nothing.</summary>
    static Task Bare(HttpContext http) => Answer(http, http.Response.StatusCode);

    static Task Answer(HttpContext http, int status)
    {
        var (code, title, text) = WordsOf(status);
        http.Response.StatusCode = status;
        if (OAuthEndpoints.Serves(http)) return OAuthEndpoints.Fail(http, status);
        return IsApi(http)
            ? Write(http, new Refusal(code, status, title))
            : Page<ErrorPage>(http, status, new() { ["Status"] = status, ["Title"] = title, ["Text"] = text });
    }

    /// <summary>What the server itself refused, such as a body that is larger than it takes.</summary>
    internal static Refusal Of(BadHttpRequestException wrong) => wrong.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => TooLarge(),
        StatusCodes.Status408RequestTimeout => TooSlow(),
        _ => Malformed(),
    };

    internal static Refusal TooLarge() => new("payload_too_large", 413, "Too much at once",
        $"What was sent is larger than {Server.LargestBody / 1024 / 1024} MB. Send it in smaller parts.");

    internal static Refusal TooSlow() => new("request_timeout", 408, "Your request took too long to arrive",
        "The connection was too slow, or it was interrupted. Nothing was changed. Check your connection and send it again.");

    static Refusal Malformed() => new("invalid_request", 400, "This request could not be read", "What was sent is not in the form that is expected here.");

    static (string Code, string Title, string Text) WordsOf(int status) => status switch
    {
        400 => ("invalid_request", "This request could not be read", "Go back, reload the page and try again."),
        401 => ("unauthenticated", "Please sign in", "This part is for people who are signed in."),
        403 => ("forbidden", "Not allowed", "Your role does not let you do this."),
        404 => ("not_found", "There is nothing at this address", "It may have been mistyped, or what was here is gone."),
        405 => ("method_not_allowed", "This address does not take that", "Go back and use the buttons of the page."),
        408 => ("request_timeout", "Your request took too long to arrive", "Check your connection and send it again."),
        413 => ("payload_too_large", "Too much at once", "Send it in smaller parts."),
        415 => ("unsupported_media_type", "This request could not be read", "What was sent is not in the form that is expected here."),
        >= 500 => ("server_error", "Something went wrong here", "It was not your doing, and it is in the log. Try again in a moment; if it stays, tell whoever runs this site the request id."),
        _ => ("invalid_request", "This request could not be read", "Go back, reload the page and try again."),
    };

    static bool IsApi(HttpContext http) => http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);

    static ApiProblem Problem(HttpContext http, Refusal refusal) => new(
        http.RequestServices.GetRequiredService<PublicOrigin>().Url($"/help/refusals#{refusal.Code}"), refusal.Title, refusal.Status, refusal.Detail,
        http.Request.Path, refusal.Code, RequestTrail.AnsweredId(http), refusal.Errors.Count == 0 ? null : refusal.Errors, refusal.Present);

    static Refusal OnTheWire(Refusal refusal) => refusal.Status == StatusCodes.Status409Conflict && !conflicts.Contains(refusal.Code)
        ? Refusal.Field("", refusal.Code, refusal.Message) : refusal;

    static async Task Write(HttpContext http, Refusal refusal)
    {
        if (ChallengeOf(http, refusal) is { } challenge) http.Response.Headers.WWWAuthenticate = challenge;
        await Sent(http, refusal).Write(http, "");
    }

    /// <summary>
    /// RFC 6750, section 3: without a credential no error is named; a missing scope is. RFC 9728, section 5.1: where a client reads how to come by a token.
    /// </summary>
    static string? ChallengeOf(HttpContext http, Refusal refusal)
    {
        var (error, scope) = refusal.Code switch
        {
            "unauthenticated" => ("", http.GetEndpoint()?.Metadata.GetMetadata<ApiOperation>()?.Needs is { } needs ? needs.Scope.ToString() : null),
            "invalid_token" => (", error=\"invalid_token\"", null),
            "insufficient_scope" => (", error=\"insufficient_scope\"", refusal.Scope?.ToString()),
            _ => (null, null),
        };
        if (error is null) return null;
        var metadata = http.RequestServices.GetRequiredService<PublicOrigin>().Url(OAuthMetadata.Resource + ApiRunner.Base);
        return $"Bearer realm=\"Clockspot\"{error}{(scope is null ? null : $", scope=\"{scope}\"")}, resource_metadata=\"{metadata}\"";
    }

    /// <summary>Renders in a scope of its own: the renderer of a page that failed half-way cannot begin again.</summary>
    static async Task Page<TPage>(HttpContext http, int status, Dictionary<string, object?> parameters) where TPage : IComponent
    {
        var before = http.RequestServices;
        await using var scope = before.GetRequiredService<IServiceScopeFactory>().CreateAsyncScope();
        http.RequestServices = scope.ServiceProvider;
        // A page that was under way has set it already, and the framework adds it a second time without asking.
        http.Response.Headers.Remove("blazor-enhanced-nav");
        try
        {
            await new RazorComponentResult<TPage>(parameters) { StatusCode = status }.ExecuteAsync(http);
        }
        finally
        {
            http.RequestServices = before;
        }
    }
}
