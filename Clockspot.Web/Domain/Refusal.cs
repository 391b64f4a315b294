using NodaTime;

namespace Clockspot.Domain;

/// <summary>One field of an input that was refused.</summary>
/// <param name="Path">The field's name in camelCase, as forms and the API write it.</param>
/// <param name="Code">A stable word for programs, such as <c>required</c> or <c>too_long</c>.</param>
/// <param name="Message">A sentence for people.</param>
public sealed record FieldError(string Path, string Code, string Message);

/// <summary>
/// The one type of expected failure. Thrown by use-cases, turned by three translators: problem+json, tool error, message on the page.
/// Everything else that is thrown is a defect, logged once and answered as a bare 500.
/// </summary>
public sealed class Refusal(string code, int status, string title, string? detail = null, IReadOnlyList<FieldError>? errors = null)
    : Exception(detail ?? title)
{
    /// <summary>The stable code, lower snake case; each has a section on the help page of refusals.</summary>
    public string Code { get; } = code;

    /// <summary>The HTTP status that fits: 401, 403, 404, 409, 422 or 429; 502 to 504 for what another service did.</summary>
    public int Status { get; } = status;

    /// <summary>A short sentence that is the same for every occurrence of the code.</summary>
    public string Title { get; } = title;

    /// <summary>What happened this time and what to do, or null when the title says it all.</summary>
    public string? Detail { get; } = detail;

    /// <summary>The fields at fault; empty when it is not about input.</summary>
    public IReadOnlyList<FieldError> Errors { get; } = errors ?? [];

    /// <summary>The scope that was missing, for the challenge (RFC 6750, section 3); null when it is not about one.</summary>
    public string? Scope { get; private init; }

    /// <summary>What is there instead, for <c>stale_version</c>: the present values, as the door shows them; null when they are not shown.</summary>
    public object? Present { get; private init; }

    /// <summary>How long to wait before the next try, told as <c>Retry-After</c>; null when that is not known.</summary>
    public Duration? RetryAfter { get; init; }

    /// <summary>The same refusal with the present values.</summary>
    public Refusal Showing(object present) => new(Code, Status, Title, Detail, Errors) { Present = present };

    /// <summary>403: the credential does not carry what this needs, though the person's role allows it.</summary>
    public static Refusal InsufficientScope(string scope) =>
        new("insufficient_scope", 403, "This credential may not do that", $"It needs the scope {scope}. Use a credential that carries it.") { Scope = scope };

    /// <summary>404: there is no such thing, or it lies outside the account or the caller's reach.</summary>
    public static Refusal NotFound(string what) => new("not_found", 404, "Not found", $"There is no such {what} here, or it is not yours to see.");

    /// <summary>403: the role does not allow it.</summary>
    public static Refusal Forbidden(string detail) => new("forbidden", 403, "Not allowed", detail);

    /// <summary>401: nobody is signed in, or the sign-in has ended.</summary>
    public static Refusal SignedOut() => new("unauthenticated", 401, "Please sign in", "Your sign-in has ended. Sign in again; nothing was changed.");

    /// <summary>401: a key or token that is none, or is one no more.</summary>
    public static Refusal CredentialEnded() => new("invalid_token", 401, "This credential is not valid",
        "It is mistyped, was revoked, has expired, or whoever made it does not work here any more. Nothing was done.");

    /// <summary>409: somebody else changed the thing since it was read.</summary>
    public static Refusal Stale(string what) => new("stale_version", 409, "Somebody else changed this meanwhile",
        $"This {what} was changed by somebody else after you opened it. What you see now is the newest; look at it and try again.");

    /// <summary>422 about one field.</summary>
    public static Refusal Field(string path, string code, string message) => Invalid([new FieldError(path, code, message)]);

    /// <summary>422 about several fields.</summary>
    public static Refusal Invalid(IReadOnlyList<FieldError> errors) => new("invalid_input", 422, "Please check what you entered",
        errors.Count == 1 ? errors[0].Message : null, errors);

    /// <summary>429: too many attempts from one address or person.</summary>
    public static Refusal TooMany(string detail) => new("rate_limited", 429, "Too many attempts", detail);
}
