using Clockspot.Domain;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components.Endpoints;

namespace Clockspot.Hosting;

/// <summary>
/// Says in words why a form was not taken, where the framework alone would answer a bare 400: the antiforgery check failed, or the form
/// is not on the page any more, because somebody else archived or revoked what it was about.
/// </summary>
sealed class FormCheck(RequestDelegate next)
{
    static Refusal FormExpired() => new("form_expired", 400, "This form has expired",
        "It was open for too long, or you signed in or out in another window. Nothing was changed. Go back, reload the page and send it again.");

    static Refusal FormGone() => new("form_gone", 409, "This was changed meanwhile",
        "What the button was about has changed since you opened the page, so it does nothing any more. Nothing was changed. Go back, reload the page and look again.");

    public Task InvokeAsync(HttpContext http) => http.Features.Get<IAntiforgeryValidationFeature>() switch
    {
        // The body was not read: too large, or too slow to arrive.
        { IsValid: false, Error.InnerException: BadHttpRequestException { StatusCode: 413 or 408 } unread } =>
            Problems.Answer(http, Problems.Of(unread)),
        { IsValid: false } => Problems.Answer(http, FormExpired()),
        // A file that a form asked for is not kept back: it may be long, and its endpoint is there or not.
        { IsValid: true } when http.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null => Take(http),
        _ => next(http),
    };

    /// <summary>Keeps the answer to a form back until it is known that the page had that form: the framework says so only in its answer.</summary>
    async Task Take(HttpContext http)
    {
        var wire = http.Response.Body;
        using var answer = new MemoryStream();
        http.Response.Body = answer;
        try
        {
            await next(http);
        }
        finally
        {
            http.Response.Body = wire;
        }
        if (http.Response is { StatusCode: StatusCodes.Status400BadRequest, ContentType: "text/plain" })
        {
            http.Response.ContentType = null;
            await Problems.Answer(http, FormGone());
            return;
        }
        // RFC 9700, section 4.12: a code is never sent along with the form that granted it.
        if (http.Response.StatusCode == StatusCodes.Status302Found && http.Request.Path.StartsWithSegments("/oauth", StringComparison.OrdinalIgnoreCase)) http.Response.StatusCode = StatusCodes.Status303SeeOther;
        answer.Position = 0;
        await answer.CopyToAsync(wire, http.RequestAborted);
    }
}
