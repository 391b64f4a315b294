using Clockspot.Domain.Time;
using NodaTime;

namespace Clockspot.Features.Demo;

/// <summary>One stretch of work in the demo.</summary>
/// <param name="Person">Whose, as an index into the cast.</param>
/// <param name="Job">On what, as an index.</param>
/// <param name="Span">From when to when, with its breaks; open when it runs now.</param>
/// <param name="Switched">It follows the one before it without clocking out.</param>
/// <param name="SwitchesOn">The next one follows it without clocking out.</param>
/// <param name="Forgotten">Its end was not punched.</param>
/// <param name="Note">What the person wrote.</param>
/// <param name="PunchedOut">When it was really punched out, where a manager corrected the end afterwards; else null.</param>
/// <param name="Reason">Why the manager did.</param>
sealed record DemoShift(int Person, int Job, WorkSpan Span, bool Switched, bool SwitchesOn, bool Forgotten, string? Note, Instant? PunchedOut = null, string? Reason = null);

/// <summary>
/// Eight weeks of the demo company's work, up to a moment. A pure function: each day of the calendar has the same hours for everyone who
/// looks, and only the shifts that run now depend on the time of day.
/// </summary>
static class DemoPlan
{
    public const int DaysBack = 56;

    /// <summary>The shifts, by person and start. None overlap, none begin later than now.</summary>
    public static IReadOnlyList<DemoShift> For(Instant now, DateTimeZone zone)
    {
        var today = Days.DayOf(now, zone);
        var (forgotten, longWeek) = (ForgottenOn(today), Days.WeekOf(today, IsoDayOfWeek.Monday).PlusDays(-28));
        var shifts = new List<DemoShift>();
        for (var person = 0; person < DemoCast.People.Count; person++)
        {
            for (var back = DaysBack; back > 0; back--) shifts.AddRange(Worked(person, today.PlusDays(-back), zone, forgotten, longWeek));
            shifts.AddRange(Today(person, today, now, zone));
        }
        return shifts;
    }

    /// <summary>The last time that the forgetful one worked, at least six days ago.</summary>
    static LocalDate ForgottenOn(LocalDate today)
    {
        var day = today.PlusDays(-6);
        while (!DemoCast.People[DemoCast.Forgetful].WorksOn(day) || new Chance(DemoCast.Forgetful, day).Absent) day = day.PlusDays(-1);
        return day;
    }

    static IEnumerable<DemoShift> Worked(int person, LocalDate day, DateTimeZone zone, LocalDate forgotten, LocalDate longWeek)
    {
        // The long week: six days, two hours more on each.
        if (person == DemoCast.Overtime && day >= longWeek && day < longWeek.PlusDays(6)) return [Longer(Planned(person, day, zone, new Chance(person, day)))];
        if (!DemoCast.People[person].WorksOn(day)) return [];
        var chance = new Chance(person, day);
        if (chance.Absent) return [];
        var shift = Planned(person, day, zone, chance);
        if (person == DemoCast.Forgetful && day == forgotten) return [shift with { Forgotten = true, Note = null }];
        if (chance.Minutes("corrected", 0, 99) < 4) return [Corrected(shift, chance)];
        return chance.Switches && DemoCast.People[person].Other is { } other ? Divided(shift, other) : [shift];
    }

    static DemoShift Longer(DemoShift shift) => shift with { Span = shift.Span with { End = shift.Span.End + Duration.FromHours(2) }, Note = "Stock taking" };

    /// <summary>Punched out too late, and put right by the manager.</summary>
    static DemoShift Corrected(DemoShift shift, Chance chance) => shift with
    {
        PunchedOut = shift.Span.End + Duration.FromMinutes(chance.Minutes("late", 25, 140)),
        Reason = DemoCast.Reasons[chance.Minutes("why", 0, DemoCast.Reasons.Count - 1)],
    };

    static DemoShift Planned(int person, LocalDate day, DateTimeZone zone, Chance chance)
    {
        var who = DemoCast.People[person];
        var start = zone.AtLeniently(day + who.Start).ToInstant() + Duration.FromMinutes(chance.Minutes("in", -6, 9));
        var end = start + Duration.FromHours(who.Hours) + Duration.FromMinutes(chance.Minutes("out", -8, 22));
        var meal = start + Duration.FromHours(who.Hours / 2) + Duration.FromMinutes(chance.Minutes("meal", -20, 20));
        var breaks = new List<BreakSpan> { new(meal, meal + Duration.FromMinutes(chance.Minutes("length", 28, 38)), Paid: false) };
        if (chance.Minutes("coffee", 0, 9) < 4)
        {
            var coffee = start + Duration.FromMinutes(chance.Minutes("when", 95, 125));
            breaks.Insert(0, new(coffee, coffee + Duration.FromMinutes(chance.Minutes("short", 9, 14)), Paid: true));
        }
        var note = chance.Minutes("note", 0, 99) < 4 ? DemoCast.Notes[chance.Minutes("which", 0, DemoCast.Notes.Count - 1)] : null;
        return new DemoShift(person, who.Job, new WorkSpan(start, end, breaks), false, false, false, note);
    }

    /// <summary>The same shift with another job from an hour after the meal on.</summary>
    static IEnumerable<DemoShift> Divided(DemoShift shift, int other)
    {
        var at = shift.Span.Breaks[^1].End!.Value + Duration.FromHours(1);
        return
        [
            shift with { Span = shift.Span with { End = at }, SwitchesOn = true },
            shift with { Job = other, Span = new WorkSpan(at, shift.Span.End, []), Switched = true, Note = null },
        ];
    }

    static IEnumerable<DemoShift> Today(int person, LocalDate today, Instant now, DateTimeZone zone)
    {
        var shift = DemoCast.People[person].WorksOn(today) ? Planned(person, today, zone, new Chance(person, today)) with { Note = null } : null;
        var live = Array.IndexOf(DemoCast.OnShiftNow, person);
        if (live >= 0) return [OnShift(person, live, shift, now)];
        if (shift is null || shift.Span.Start > now - Duration.FromMinutes(5)) return [];
        if (shift.Span.End <= now) return [shift];
        // The visitor becomes the Owner, and finds the clock ready to be tried.
        return person == DemoCast.Owner ? [] : [Running(shift, now)];
    }

    /// <summary>Somebody who is there whenever one looks: on the planned shift when it runs, on one that began a while ago otherwise.</summary>
    static DemoShift OnShift(int person, int live, DemoShift? planned, Instant now)
    {
        var settled = Duration.FromMinutes(30);
        var shift = planned is not null && planned.Span.Start + settled <= now && now < planned.Span.End
            ? Running(planned, now)
            : new DemoShift(person, DemoCast.People[person].Job, new WorkSpan(now - Duration.FromMinutes(192 - 41 * live), null, []), false, false, false, null);
        if (live < DemoCast.OnShiftNow.Length - 1) return shift;
        var pause = new BreakSpan(now - Duration.FromMinutes(9), null, Paid: false);
        var before = shift.Span.Breaks.Where(one => one.End < pause.Start);
        return shift with { Span = shift.Span with { Breaks = [.. before, pause] } };
    }

    /// <summary>As it stands now: no end yet, and only the breaks that are over.</summary>
    static DemoShift Running(DemoShift shift, Instant now) =>
        shift with { Span = new WorkSpan(shift.Span.Start, null, [.. shift.Span.Breaks.Where(one => one.End <= now)]) };
}
