using Clockspot.Domain.Access;
using Clockspot.Domain.Time;
using Clockspot.Features.Demo;

namespace Clockspot.Tests.Features.Demo;

public sealed class DemoPlanTests
{
    static readonly DateTimeZone zone = DateTimeZoneProviders.Tzdb[DemoCast.Zone];

    /// <summary>Every three hours over ten days, around both changes of the clocks and the new year.</summary>
    public static TheoryData<string> Moments()
    {
        var moments = new TheoryData<string>();
        foreach (var first in new[] { Instant.FromUtc(2026, 3, 5, 4, 17), Instant.FromUtc(2026, 10, 29, 3, 41), Instant.FromUtc(2025, 12, 28, 5, 0) })
            for (var hours = 0; hours < 240; hours += 3) moments.Add(NodaTime.Text.InstantPattern.ExtendedIso.Format(first + Duration.FromHours(hours)));
        return moments;
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public void At_any_moment_the_plan_is_sound(string at)
    {
        var now = NodaTime.Text.InstantPattern.ExtendedIso.Parse(at).Value;
        var shifts = DemoPlan.For(now, zone);

        foreach (var line in shifts.GroupBy(shift => shift.Person))
        {
            var before = Instant.MinValue;
            foreach (var shift in line)
            {
                Assert.True(shift.Span.Start >= before, $"{DemoCast.People[shift.Person].Name}: {shift.Span.Start} begins before {before}");
                Assert.True(shift.Span.Start < now);
                Assert.True(shift.Span.End is null || (shift.Span.End > shift.Span.Start && shift.Span.End <= now));
                Assert.True(DemoCast.MayUse(DemoCast.People[shift.Person], shift.Job));
                before = Breaks(shift, now);
            }
            Assert.True(line.Count(shift => shift.Span.End is null) <= 1);
        }
        Assert.Equal(DemoCast.OnShiftNow, shifts.Where(shift => shift.Span.End is null && DemoCast.OnShiftNow.Contains(shift.Person)).Select(shift => shift.Person));
        Assert.Single(shifts, shift => shift.Span.Breaks.Any(pause => pause.End is null));
        Assert.DoesNotContain(shifts, shift => shift.Person == DemoCast.Owner && shift.Span.End is null);
    }

    [Fact]
    public void The_same_day_has_the_same_hours_whenever_one_looks()
    {
        var morning = DemoPlan.For(Instant.FromUtc(2026, 3, 4, 13, 0), zone);
        var evening = DemoPlan.For(Instant.FromUtc(2026, 3, 5, 1, 0), zone);
        var today = new LocalDate(2026, 3, 4).AtStartOfDayInZone(zone).ToInstant();

        static string[] Past(IEnumerable<DemoShift> shifts, Instant today) => [.. shifts.Where(shift => shift.Span.Start < today)
            .Select(shift => $"{shift.Person} {shift.Job} {shift.Span.Start} {shift.Span.End} {string.Join(',', shift.Span.Breaks)} {shift.Note} {shift.Forgotten}")];
        Assert.Equal(Past(morning, today), Past(evening, today));
        Assert.NotEmpty(Past(morning, today));
    }

    [Fact]
    public void Weeks_are_plausible_and_there_are_eight_of_them()
    {
        var now = Instant.FromUtc(2026, 3, 2, 14, 0);
        var shifts = DemoPlan.For(now, zone);
        var monday = new LocalDate(2026, 3, 2);
        for (var week = 1; week <= 8; week++)
        {
            var within = Days.IntervalOf(monday.PlusWeeks(-week), monday.PlusWeeks(-week).PlusDays(6), zone);
            for (var person = 0; person < DemoCast.People.Count; person++)
            {
                var worked = shifts.Where(shift => shift.Person == person).Aggregate(Duration.Zero, (sum, shift) => sum + shift.Span.WorkedWithin(within, now));
                var isLong = person == DemoCast.Overtime && week == 4;
                Assert.InRange(worked.TotalHours, isLong ? 52 : 0, isLong ? 60 : 50);
            }
            var all = shifts.Aggregate(Duration.Zero, (sum, shift) => sum + shift.Span.WorkedWithin(within, now)).TotalHours;
            Assert.InRange(all, 330, 475);
        }
        Assert.Single(shifts, shift => shift.Forgotten);
        Assert.Contains(shifts, shift => shift.Note is not null);
        Assert.Contains(shifts, shift => shift.Switched);
        Assert.True(shifts.Count(shift => shift.Reason is not null && shift.PunchedOut > shift.Span.End) >= 5);
        Assert.All(shifts.Where(shift => shift.Span.End is not null), shift => Assert.InRange(shift.Span.Worked(now).TotalHours, 0.5, 10));
    }

    [Fact]
    public void The_company_is_twelve_people_with_teams_four_jobs_and_two_places()
    {
        Assert.Equal(12, DemoCast.People.Count);
        Assert.Equal((1, 1, 2), (DemoCast.People.Count(who => who.Role == Role.Owner), DemoCast.People.Count(who => who.Role == Role.Admin), DemoCast.People.Count(who => who.Role == Role.Manager)));
        foreach (var manager in Enumerable.Range(0, 12).Where(index => DemoCast.People[index].Role == Role.Manager))
            Assert.True(DemoCast.People.Count(who => who.Manager == manager) >= 3);
        Assert.Equal((4, 1, 2), (DemoCast.Jobs.Count, DemoCast.Jobs.Count(job => job.Restricted), DemoCast.Locations.Count));
        Assert.Equal(12, DemoCast.People.Select(who => who.Name).Distinct().Count());
    }

    /// <summary>The breaks lie inside, one after the other; answers where the next shift may begin.</summary>
    static Instant Breaks(DemoShift shift, Instant now)
    {
        var at = shift.Span.Start;
        foreach (var pause in shift.Span.Breaks)
        {
            Assert.True(pause.Start > at && (pause.End ?? now) > pause.Start);
            at = pause.End ?? now;
        }
        Assert.True(at <= (shift.Span.End ?? now));
        return shift.Span.End ?? now;
    }
}
