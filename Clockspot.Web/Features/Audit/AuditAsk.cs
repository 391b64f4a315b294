using Clockspot.Data;
using Clockspot.Domain.Access;
using Clockspot.Domain.Time;
using Microsoft.AspNetCore.WebUtilities;
using NodaTime;

namespace Clockspot.Features.Audit;

/// <summary>The filters as they stand in the address, for the page and for its file.</summary>
public sealed record AuditAsk
{
    /// <summary>A <see cref="PeriodPreset"/>, or blank for any time.</summary>
    public string? Period { get; init; }

    /// <summary>The first day.</summary>
    public string? From { get; init; }

    /// <summary>The last day.</summary>
    public string? To { get; init; }

    /// <summary>The employee concerned.</summary>
    public string? About { get; init; }

    /// <summary>Who did it.</summary>
    public string? By { get; init; }

    /// <summary>The noun.</summary>
    public string? Kind { get; init; }

    /// <summary>The door.</summary>
    public string? Channel { get; init; }

    /// <summary>A part of reason or name.</summary>
    public string? Search { get; init; }

    /// <summary>The filters of a request.</summary>
    public static AuditAsk Of(IQueryCollection query) => new()
    {
        Period = query["period"], From = query["from"], To = query["to"], About = query["about"], By = query["by"], Kind = query["kind"], Channel = query["channel"], Search = query["search"],
    };

    /// <summary>True when nothing is asked for in particular.</summary>
    public bool IsEmpty => Pairs.All(pair => string.IsNullOrWhiteSpace(pair.Value));

    IEnumerable<KeyValuePair<string, string?>> Pairs =>
        [new("period", Period), new("from", From), new("to", To), new("about", About), new("by", By), new("kind", Kind), new("channel", Channel), new("search", Search)];

    /// <summary>The filters read. 422 about <c>from</c> or <c>to</c>; what is no choice narrows to nothing.</summary>
    /// <param name="workspace">In whose zone days are cut.</param>
    /// <param name="now">The moment.</param>
    public AuditFilter Read(WorkspaceBasics workspace, Instant now)
    {
        var (from, to) = Bounds(workspace, now);
        return new AuditFilter
        {
            From = from, To = to, About = Id(About), By = Id(By), Noun = string.IsNullOrWhiteSpace(Kind) ? null : Kind,
            Channel = Enum.TryParse<Channel>(Channel, out var door) ? door : null, Text = Search,
        };
    }

    /// <summary>An address with these filters.</summary>
    /// <param name="path">The page or file.</param>
    /// <param name="more">What comes besides.</param>
    public string At(string path, params (string Key, string Value)[] more) => QueryHelpers.AddQueryString(path,
        Pairs.Where(pair => !string.IsNullOrWhiteSpace(pair.Value)).Concat(more.Select(one => new KeyValuePair<string, string?>(one.Key, one.Value))));

    (Instant?, Instant?) Bounds(WorkspaceBasics workspace, Instant now)
    {
        var preset = Enum.TryParse<PeriodPreset>(Period, out var chosen) && Enum.IsDefined(chosen);
        if (!preset && string.IsNullOrWhiteSpace(From) && string.IsNullOrWhiteSpace(To)) return (null, null);
        var days = DayRange.Read(From, To, chosen, now.InZone(workspace.Zone).Date, workspace.WeekStart);
        var within = Days.IntervalOf(days.First, days.Last, workspace.Zone);
        return (within.Start, within.End);
    }

    static Guid? Id(string? text) => string.IsNullOrWhiteSpace(text) ? null : Guid.TryParse(text, out var id) ? id : Guid.Empty;
}
