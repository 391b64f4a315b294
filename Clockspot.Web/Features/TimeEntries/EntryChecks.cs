using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Features.Accounts;
using Clockspot.Features.Jobs;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using NodaTime.Text;

namespace Clockspot.Features.TimeEntries;

/// <summary>What must hold of an entry before it is written, whoever writes it.</summary>
static class EntryChecks
{
    static readonly LocalDateTimePattern minute = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm");
    static readonly Instant earliest = Instant.FromUtc(2000, 1, 1, 0, 0);
    static readonly Duration longest = Duration.FromDays(7);

    /// <summary>409 <c>overlap</c>, by name of the entry that is met.</summary>
    public static Refusal Overlap(TimeEntry other) => new("overlap", 409, "Overlaps another entry", other.End is { } end
        ? $"There is already time from {Said(other.Start, other)} to {Said(end, other)} ({other.TimeZone}). That entry has to be changed first."
        : $"There is an entry that has been running since {Said(other.Start, other)} ({other.TimeZone}). Close it first, or choose a time before it.");

    static Refusal EndBeforeStart() => Refusal.Field("end", "before_start", "The end lies before the start, or at the same moment. If the work went past midnight, choose the next day.");
    static Refusal Future(string path) => Refusal.Field(path, "future", "This lies in the future. Only time that was worked can be written down.");
    static Refusal TooEarly() => Refusal.Field("start", "out_of_range", "This is too long ago. Choose a day from the year 2000 on.");
    static Refusal TooLong() => Refusal.Field("end", "too_long", "An entry lasts at most seven days. Check the dates.");
    static Refusal BreakOutside() => Refusal.Field("breaks", "outside", "Every break lies within the entry. Check when the breaks began and ended.");
    static Refusal BreakBackwards() => Refusal.Field("breaks", "before_start", "A break ends after it begins. Check when the breaks began and ended.");
    static Refusal BreakOpen() => Refusal.Field("breaks", "required", "Enter when each break ended. Only the last break of a running entry may still run.");
    static Refusal BreaksOverlap() => Refusal.Field("breaks", "overlap", "Two of the breaks overlap. Check when they began and ended.");
    static Refusal UnknownZone() => Refusal.Field("timeZone", "unknown", "Choose a time zone from the list.");
    static Refusal UnknownJob() => Refusal.Field("jobId", "unknown", "This job is not one of those that can be chosen. Choose another one.");
    static Refusal ArchivedJob(string name) => Refusal.Field("jobId", "archived", $"{name} is archived. Choose another job.");
    static Refusal UnknownLocation() => Refusal.Field("locationId", "unknown", "This location is not one of those in use. Choose another one.");

    /// <summary>Refuses with 422 what cannot have happened: backwards, in the future, breaks outside or across each other.</summary>
    public static void Times(Instant start, Instant? end, IReadOnlyList<SaveBreak> breaks, Instant now)
    {
        if (start < earliest) throw TooEarly();
        if (start > now) throw Future("start");
        if (end <= start) throw EndBeforeStart();
        if (end > now) throw Future("end");
        if ((end ?? now) - start > longest && end is not null) throw TooLong();
        var before = start;
        var ordered = breaks.OrderBy(pause => pause.Start).ToList();
        foreach (var pause in ordered)
        {
            if (pause.End is null && (end is not null || pause != ordered[^1])) throw BreakOpen();
            if (pause.End < pause.Start) throw BreakBackwards();
            if (pause.Start < start || (pause.End ?? pause.Start) > (end ?? now)) throw BreakOutside();
            if (pause.Start < before) throw BreaksOverlap();
            before = pause.End ?? pause.Start;
        }
    }

    /// <summary>Refuses with 409 <c>overlap</c> when the time meets another entry of the employee that counts. The caller holds the time line.</summary>
    public static async Task Free(ClockspotDb db, Guid employee, Instant start, Instant? end, Guid? except, CancellationToken stop)
    {
        var until = end ?? Instant.FromUtc(9000, 1, 1, 0, 0);
        var other = await Worklog.Of(db, employee).AsNoTracking().Where(row => row.Id != except && row.Start < until && (row.End == null || row.End > start))
            .OrderBy(row => row.Start).FirstOrDefaultAsync(stop);
        if (other is not null) throw Overlap(other);
    }

    /// <summary>Refuses with 422 a job that the employee may not use.</summary>
    public static async Task Job(ClockspotDb db, Guid employee, Guid? job, CancellationToken stop)
    {
        if (job is null || await JobList.UsableBy(db, employee).AnyAsync(row => row.Id == job, stop)) return;
        var archived = await db.Jobs.Where(row => row.Id == job && row.ArchivedAt != null).Select(row => row.Name).SingleOrDefaultAsync(stop);
        throw archived is null ? UnknownJob() : ArchivedJob(archived);
    }

    /// <summary>Refuses with 422 a location that is not in use.</summary>
    public static async Task Location(ClockspotDb db, Guid? location, CancellationToken stop)
    {
        if (location is not null && !await db.Locations.AnyAsync(row => row.Id == location && row.ArchivedAt == null, stop)) throw UnknownLocation();
    }

    /// <summary>Refuses with 422 what is no zone.</summary>
    public static void Zone(string zone)
    {
        if (!Zones.Knows(zone)) throw UnknownZone();
    }

    /// <summary>A moment as a refusal writes it: in the entry's zone.</summary>
    public static string Said(Instant at, TimeEntry entry) => minute.Format(at.InZone(DateTimeZoneProviders.Tzdb[entry.TimeZone]).LocalDateTime);
}
