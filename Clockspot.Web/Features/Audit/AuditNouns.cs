using Clockspot.Domain.Access;

namespace Clockspot.Features.Audit;

/// <summary>What an event of the audit log is about.</summary>
/// <param name="Noun">What stands before the point of an event's name.</param>
/// <param name="Title">The same in words.</param>
/// <param name="Area">What somebody must be able to read to see such events.</param>
public sealed record AuditNoun(string Noun, string Title, Area Area);

/// <summary>The one table of what is recorded. An event whose noun is not in it is shown to nobody; a test sees to it that none is missing.</summary>
public static class AuditNouns
{
    /// <summary>All of them, as the filter lists them.</summary>
    public static IReadOnlyList<AuditNoun> All { get; } =
    [
        new("account", "Workspace", Area.Account),
        new("api_key", "API key", Area.Account),
        new("break", "Break", Area.TimeTracking),
        new("client", "Client", Area.Account),
        new("clock_setup", "Clock-in setup", Area.Account),
        new("clockify", "Clockify", Area.Account),
        new("connection", "Connection", Area.Account),
        new("data", "Data", Area.Account),
        new("demo", "Demo", Area.Account),
        new("employee", "Employee", Area.Employees),
        new("invitation", "Invitation", Area.Employees),
        new("job", "Job", Area.Account),
        new("job_rate", "Job rate", Area.PayRates),
        new("location", "Location", Area.Account),
        new("pay_rate", "Pay rate", Area.PayRates),
        new("sign_in", "Sign-in", Area.Account),
        new("time_entry", "Time entry", Area.TimeTracking),
    ];

    /// <summary>The nouns whose events somebody may see.</summary>
    public static IReadOnlyList<string> ReadableBy(Actor actor) => [.. All.Where(noun => actor.Can(noun.Area, Level.Read, Reach.All)).Select(noun => noun.Noun)];

    /// <summary>An event's name in words: <c>time_entry.note_changed</c> is "Time entry note changed".</summary>
    public static string Words(string name)
    {
        var (noun, verb) = name.Split('.', 2) is [var first, var second] ? (first, second) : (name, "");
        var title = All.FirstOrDefault(one => one.Noun == noun)?.Title ?? noun.Replace('_', ' ');
        return $"{title} {verb.Replace('_', ' ')}".Trim();
    }
}
