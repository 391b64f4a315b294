using Clockspot.Domain;

namespace Clockspot.Api;

/// <summary>What went wrong, as RFC 9457 writes it down (`application/problem+json`). Programs go by `code`; the rest is for people.</summary>
/// <param name="Type">The help page about this code.</param>
/// <param name="Title">A short sentence, the same for every occurrence of the code.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What happened this time and what to do. Absent when the title says it all.</param>
/// <param name="Instance">The path that was called.</param>
/// <param name="Code">A stable word for programs.</param>
/// <param name="RequestId">The id of the request, also in `X-Request-Id`; name it when you ask for help.</param>
/// <param name="Errors">The fields at fault. Absent when it is not about input.</param>
/// <param name="Current">What is there instead, with `stale_version` alone.</param>
public sealed record ApiProblem(string Type, string Title, int Status, string? Detail, string? Instance, string Code, string RequestId, IReadOnlyList<FieldError>? Errors, object? Current);
