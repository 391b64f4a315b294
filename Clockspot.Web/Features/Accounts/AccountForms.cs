using Clockspot.Domain;
using Clockspot.Domain.Time;
using NodaTime;

namespace Clockspot.Features.Accounts;

/// <summary>What stands in the form that opens a workspace.</summary>
public sealed class OpenForm
{
    /// <summary>The company's name.</summary>
    public string? Company { get; set; }

    /// <summary>The zone.</summary>
    public string? TimeZone { get; set; } = Zones.Default;

    /// <summary>The currency.</summary>
    public string? Currency { get; set; } = "USD";

    /// <summary>The person's name.</summary>
    public string? Name { get; set; }

    /// <summary>The person's address.</summary>
    public string? Email { get; set; }

    /// <summary>The password; never shown again.</summary>
    public string? Password { get; set; }
}

/// <summary>What stands in the form of the company's settings.</summary>
public sealed class CompanyForm
{
    /// <summary>The company's name.</summary>
    public string? Name { get; set; }

    /// <summary>The zone.</summary>
    public string? TimeZone { get; set; }

    /// <summary>The currency.</summary>
    public string? Currency { get; set; }

    /// <summary>The first day of the week.</summary>
    public string? WeekStart { get; set; }

    /// <summary>"24" or "12".</summary>
    public string? Clock { get; set; }

    /// <summary>To which day a shift over midnight belongs.</summary>
    public string? DayAttribution { get; set; }

    /// <summary>The version that was seen.</summary>
    public int Version { get; set; }

    /// <summary>The form as the settings are now.</summary>
    public static CompanyForm Of(CompanyView view) => new()
    {
        Name = view.Name, TimeZone = view.TimeZone, Currency = view.Currency, WeekStart = view.WeekStart.ToString(), Clock = view.Hour24 ? "24" : "12",
        DayAttribution = view.DayAttribution.ToString(), Version = view.Version,
    };

    /// <summary>What was chosen, read; what is not a choice becomes one that the use-case refuses.</summary>
    public SaveCompany Read() => new()
    {
        Name = Name, TimeZone = TimeZone, Currency = Currency, Hour24 = Clock == "24",
        WeekStart = Enum.TryParse<IsoDayOfWeek>(WeekStart, out var day) ? day : IsoDayOfWeek.None,
        DayAttribution = Enum.TryParse<DayAttribution>(DayAttribution, out var rule) ? rule : (DayAttribution)(-1),
    };
}

/// <summary>What stands in the form that requires two-step sign-in.</summary>
public sealed class TwoStepRuleInput
{
    /// <summary>Everybody must from now on.</summary>
    public bool Required { get; set; }

    /// <summary>The version that was seen.</summary>
    public int Version { get; set; }
}

/// <summary>What stands in the form that transfers the ownership.</summary>
public sealed class TransferForm
{
    /// <summary>The id of whoever gets it.</summary>
    public string? EmployeeId { get; set; }

    /// <summary>The company's name, typed as confirmation.</summary>
    public string? CompanyName { get; set; }

    /// <summary>Who gets it. 422 when nobody was chosen.</summary>
    public Guid Read() => Guid.TryParse(EmployeeId, out var id) ? id : throw Nobody();

    static Refusal Nobody() => Refusal.Field("employeeId", "required", "Choose who gets the workspace.");
}
