using Clockspot.Domain.Time;
using NodaTime;

namespace Clockspot.Features.Demo;

/// <summary>
/// Who works in a seeded workspace and when: a pure function of the two numbers and of today. The same numbers give the same people, and the same hours
/// so many working days ago.
/// </summary>
static class SeedPlan
{
    public const string Company = "Seeded company", Zone = "America/New_York", Currency = "USD";

    public static readonly IReadOnlyList<string> Jobs = ["Front desk", "Warehouse", "Deliveries", "Maintenance"];

    public static readonly IReadOnlyList<string> Locations = ["Headquarters", "Depot"];

    static readonly string[] first =
    [
        "Ada", "Bruno", "Chiara", "Dmitri", "Esther", "Farid", "Greta", "Hiro", "Ines", "Jonas", "Katya", "Luis", "Mina", "Nils", "Oksana", "Pedro", "Quinn", "Rania", "Stefan", "Thandi",
    ];

    static readonly string[] last =
    [
        "Abara", "Berg", "Castillo", "Dahl", "Eriksen", "Fontana", "Gruber", "Haddad", "Ivanov", "Jansen", "Kowalski", "Lopes", "Moreau", "Novak", "Ortega", "Petit", "Quiroga", "Rossi", "Sato",
    ];

    /// <summary>The calendar by which chance is asked: it begins with the last working day, whenever that is.</summary>
    static readonly LocalDate origin = new(2000, 1, 3);

    /// <summary>The name of an employee, counted from 0, who is the Owner. 380 differ.</summary>
    public static string NameOf(int person) => $"{first[person % first.Length]} {last[person % last.Length]}";

    /// <summary>Who manages an employee: each tenth manages the nine that follow, the Owner manages the managers.</summary>
    public static int ManagerOf(int person) => Manages(person) || person % 10 == 0 ? 0 : person - (person % 10) + 1;

    /// <summary>True for a manager.</summary>
    public static bool Manages(int person) => person % 10 == 1;

    /// <summary>The shifts of one employee: one on each of the last working days before today; the last two people are at work now.</summary>
    public static IEnumerable<DemoShift> For(int person, int people, int days, Instant now, DateTimeZone zone)
    {
        var day = Days.DayOf(now, zone);
        for (var back = 0; back < days; back++)
        {
            do day = day.PlusDays(-1);
            while (day.DayOfWeek is IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday);
            yield return Shift(person, zone.AtLeniently(day + new LocalTime(7, 0)).ToInstant(), new Chance(person, origin.PlusDays(-back)));
        }
        if (person >= Math.Max(1, people - 2))
            yield return new DemoShift(person, person % Jobs.Count, new WorkSpan(now - Duration.FromMinutes(70 + (20 * (people - person))), null, []), false, false, false, null);
    }

    static DemoShift Shift(int person, Instant seven, Chance chance)
    {
        var start = seven + Duration.FromMinutes((30 * (person % 4)) + chance.Minutes("in", -6, 9));
        var end = start + Duration.FromMinutes(480 + chance.Minutes("out", -25, 50));
        var meal = start + Duration.FromMinutes(230 + chance.Minutes("meal", -20, 20));
        var breaks = new List<BreakSpan>();
        if (chance.Minutes("eats", 0, 9) < 8) breaks.Add(new(meal, meal + Duration.FromMinutes(chance.Minutes("length", 25, 40)), Paid: false));
        if (chance.Minutes("coffee", 0, 9) < 2) breaks.Insert(0, new(start + Duration.FromMinutes(100), start + Duration.FromMinutes(110), Paid: true));
        var job = chance.Minutes("elsewhere", 0, 9) < 2 ? chance.Minutes("job", 0, Jobs.Count - 1) : person % Jobs.Count;
        var note = chance.Minutes("note", 0, 99) < 5 ? DemoCast.Notes[chance.Minutes("which", 0, DemoCast.Notes.Count - 1)] : null;
        return new DemoShift(person, job, new WorkSpan(start, end, breaks), false, false, false, note);
    }
}
