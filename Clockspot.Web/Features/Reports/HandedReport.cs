using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.SignIn;
using Microsoft.AspNetCore.WebUtilities;
using NodaTime;
using NodaTime.Text;

namespace Clockspot.Features.Reports;

/// <summary>
/// The address of a report's file that an assistant hands to its person. It holds no secret: it opens the file only in a browser that is signed in as that person,
/// who may take the same file from the page of the report at any time. After a while it is refused, so that none lies about that seems to be for keeps.
/// </summary>
static class HandedReport
{
    const string For = "for", Until = "until";

    /// <summary>For how long it works.</summary>
    public static Duration Works { get; } = Duration.FromMinutes(15);

    static Refusal NotYours() => new("file_link_not_yours", 404, "This file was made for somebody else", "It opens only for the person who asked the assistant for it. Sign in as that person, or take the file from the report itself.");

    static Refusal Expired() => new("file_link_expired", 410, "The address of this file no longer works", "It worked for 15 minutes. Ask the assistant again, or open the report and take the file there.");

    /// <summary>What is asked of a report, as its address says it.</summary>
    public static QueryString Query(ReportQuery asked) => QueryString.Create(new (string Name, string? Value)[] { ("from", asked.From), ("to", asked.To), ("status", asked.Status), ("groupBy", asked.GroupBy) }
        .Where(one => one.Value is not null).Select(one => KeyValuePair.Create(one.Name, one.Value))
        .Concat(Many("employeeId", asked.EmployeeIds)).Concat(Many("jobId", asked.JobIds)).Concat(Many("locationId", asked.LocationIds)));

    /// <summary>The same for somebody, until then.</summary>
    public static QueryString Query(ReportQuery asked, Actor actor, Instant until) => Query(asked).Add(For, actor.EmployeeId.ToString()).Add(Until, InstantPattern.General.Format(until));

    /// <summary>True for a path that <see cref="Check"/> looks at: it is opened from outside, often by somebody who is not signed in here.</summary>
    public static bool IsHanded(string path) => path.StartsWith("/w/", StringComparison.Ordinal) && path.IndexOf('?', StringComparison.Ordinal) is > 0 and var cut
        && path[..cut].Contains("/reports/", StringComparison.Ordinal) && QueryHelpers.ParseQuery(path[cut..]).ContainsKey(For);

    /// <summary>
    /// Lets an address that was handed to nobody pass. 404 <c>file_link_not_yours</c>; 410 <c>file_link_expired</c> when its time is over. Whoever writes another time
    /// into it gets what the page of the report gives that person anyway.
    /// </summary>
    public static void Check(IQueryCollection query, Actor actor, Instant now)
    {
        if (query[For] is { Count: > 0 } whose && whose != actor.EmployeeId.ToString()) throw NotYours();
        if (query[Until] is { Count: > 0 } until && !(InstantPattern.General.Parse(until.ToString()) is { Success: true } end && now < end.Value)) throw Expired();
    }

    static IEnumerable<KeyValuePair<string, string?>> Many(string name, IReadOnlyList<string> values) => values.Select(value => KeyValuePair.Create(name, (string?)value));
}

/// <summary>Whoever signs in for a file is told so: the browser saves it and shows no page of its own.</summary>
sealed class HandedReturn : IReturnTarget
{
    public Task<ReturnTarget?> Find(string path, CancellationToken stop) => Task.FromResult(HandedReport.IsHanded(path)
        ? new ReturnTarget(null, "An assistant made a file for you. Sign in as the person who asked for it. Your browser then saves the file, and you can close this page.") : null);
}
