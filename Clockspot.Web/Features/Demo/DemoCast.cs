using Clockspot.Domain.Access;
using NodaTime;

namespace Clockspot.Features.Demo;

/// <summary>Somebody of the demo company, and how that person usually works.</summary>
/// <param name="Number">The employee number.</param>
/// <param name="Name">The name.</param>
/// <param name="Role">The role.</param>
/// <param name="Manager">Who manages, as an index into the cast; null for the Owner.</param>
/// <param name="Location">The usual place, as an index.</param>
/// <param name="Job">The usual job, as an index.</param>
/// <param name="Other">A second job, taken up on some days; null for none.</param>
/// <param name="First">First working day of the week.</param>
/// <param name="Days">How many days from then on.</param>
/// <param name="Start">When the shift begins.</param>
/// <param name="Hours">How long it lasts, breaks included.</param>
/// <param name="MonthsHere">Hired so many months ago.</param>
sealed record DemoPerson(string Number, string Name, Role Role, int? Manager, int Location, int Job, int? Other,
    IsoDayOfWeek First, int Days, LocalTime Start, double Hours, int MonthsHere)
{
    public bool WorksOn(LocalDate day) => ((int)day.DayOfWeek - (int)First + 7) % 7 < Days;
}

/// <summary>A job of the demo company; when restricted, only those who have it as their own may use it.</summary>
sealed record DemoJob(string Name, string Code, bool Restricted);

/// <summary>A place of the demo company.</summary>
sealed record DemoLocation(string Name, string Address, double Latitude, double Longitude, int RadiusMeters);

/// <summary>The demo company: who works there, on what, where. Nobody in it exists.</summary>
static class DemoCast
{
    public const string Company = "Larkspur Coffee";
    public const string Zone = "America/New_York";
    public const string Currency = "USD";

    /// <summary>Who is clocked in whenever one looks; the last of them is on a break. All of them work by day.</summary>
    public static readonly int[] OnShiftNow = [4, 5, 6, 8];

    /// <summary>The one who once forgot to clock out.</summary>
    public const int Forgetful = 9;

    /// <summary>The one who had a long week, four weeks ago.</summary>
    public const int Overtime = 6;

    public const int Owner = 0;

    public static readonly IReadOnlyList<DemoJob> Jobs =
    [
        new("Counter", "CTR", false),
        new("Bakery", "BAK", false),
        new("Deliveries", "DEL", false),
        new("Roasting", "RST", true),
    ];

    public static readonly IReadOnlyList<DemoLocation> Locations =
    [
        new("Main Street", "12 Main Street", 40.7357, -73.9910, 150),
        new("Riverside Roastery", "400 River Road", 40.7465, -74.0087, 250),
    ];

    public static readonly IReadOnlyList<DemoPerson> People =
    [
        new("1001", "Maya Lindqvist", Role.Owner, null, 0, 0, null, IsoDayOfWeek.Monday, 5, new LocalTime(8, 30), 8, 74),
        new("1002", "Daniel Okafor", Role.Admin, 0, 0, 0, null, IsoDayOfWeek.Monday, 5, new LocalTime(9, 0), 8, 51),
        new("1003", "Rosa Delgado", Role.Manager, 0, 0, 0, 1, IsoDayOfWeek.Monday, 5, new LocalTime(7, 0), 8.5, 46),
        new("1004", "Tomasz Nowak", Role.Manager, 0, 1, 3, null, IsoDayOfWeek.Tuesday, 5, new LocalTime(9, 30), 8.5, 38),
        new("1005", "Aisha Rahman", Role.Employee, 2, 0, 0, 1, IsoDayOfWeek.Monday, 5, new LocalTime(6, 30), 8.5, 29),
        new("1006", "Wei Zhang", Role.Employee, 2, 0, 1, null, IsoDayOfWeek.Wednesday, 5, new LocalTime(5, 0), 8.5, 27),
        new("1007", "Liam O'Brien", Role.Employee, 2, 0, 0, 2, IsoDayOfWeek.Monday, 5, new LocalTime(8, 0), 8, 22),
        new("1008", "Priya Natarajan", Role.Employee, 2, 0, 0, null, IsoDayOfWeek.Thursday, 4, new LocalTime(13, 0), 8, 15),
        new("1009", "Kofi Mensah", Role.Employee, 3, 1, 3, 2, IsoDayOfWeek.Monday, 5, new LocalTime(7, 30), 9, 33),
        new("1010", "Elena Petrova", Role.Employee, 3, 1, 2, 0, IsoDayOfWeek.Tuesday, 5, new LocalTime(10, 0), 8, 11),
        new("1011", "Jamal Washington", Role.Employee, 3, 1, 3, null, IsoDayOfWeek.Friday, 3, new LocalTime(12, 0), 9, 8),
        new("1012", "Yuki Tanaka", Role.Employee, 3, 0, 0, 1, IsoDayOfWeek.Friday, 4, new LocalTime(14, 0), 7.5, 4),
    ];

    /// <summary>What people write now and then.</summary>
    public static readonly IReadOnlyList<string> Notes =
    [
        "Stayed for the delivery", "Covered for Liam", "Inventory", "Trained the new colleague", "Espresso machine serviced", "Early for the catering order",
    ];

    /// <summary>Why a manager corrected the end of a shift.</summary>
    public static readonly IReadOnlyList<string> Reasons =
    [
        "Clocked out at home; the till closed earlier", "Forgot to clock out, asked them", "Clocked out after the staff party", "Left early, the device was offline",
    ];

    /// <summary>True when the person may work on the job.</summary>
    public static bool MayUse(DemoPerson person, int job) => !Jobs[job].Restricted || person.Job == job || person.Other == job;
}
