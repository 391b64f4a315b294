using Clockspot.Domain;
using Clockspot.Domain.Access;
using NodaTime;
using NodaTime.Text;

namespace Clockspot.Features.Employees;

/// <summary>What stands in the form about an employee, as it was typed.</summary>
public sealed class EmployeeForm
{
    /// <summary>The number.</summary>
    public string? Number { get; set; }

    /// <summary>The name.</summary>
    public string? Name { get; set; }

    /// <summary>The address.</summary>
    public string? Email { get; set; }

    /// <summary>The role, for a new record.</summary>
    public string? Role { get; set; }

    /// <summary>First day of work, as <c>2026-03-02</c>.</summary>
    public string? HiredOn { get; set; }

    /// <summary>The manager's id, or blank.</summary>
    public string? ManagerId { get; set; }

    /// <summary>The location's id, or blank.</summary>
    public string? LocationId { get; set; }

    /// <summary>The version that was seen.</summary>
    public int Version { get; set; }

    /// <summary>The form as the record is now.</summary>
    public static EmployeeForm Of(EmployeeView view) => new()
    {
        Number = view.Number, Name = view.Name, Email = view.Email, Role = view.Role.ToString(), HiredOn = Typed.Day(view.HiredOn),
        ManagerId = view.ManagerId?.ToString(), LocationId = view.LocationId?.ToString(), Version = view.Version,
    };

    /// <summary>What was typed, read. 422 on a date that is none.</summary>
    public SaveEmployee Read() => new()
    {
        Number = Number, Name = Name, Email = Email, HiredOn = Typed.Day("hiredOn", HiredOn),
        ManagerId = Typed.Id("managerId", ManagerId), LocationId = Typed.Id("locationId", LocationId),
    };

    /// <summary>The same for a new record.</summary>
    public AddEmployee ReadNew() => new()
    {
        Number = Number, Name = Name, Email = Email, HiredOn = Typed.Day("hiredOn", HiredOn),
        ManagerId = Typed.Id("managerId", ManagerId), LocationId = Typed.Id("locationId", LocationId), Role = Typed.Role("role", Role),
    };
}

/// <summary>Reads what forms post.</summary>
static class Typed
{
    static Refusal NoDay(string path) => Refusal.Field(path, "invalid", "Enter a date such as 2026-03-02, or leave it blank.");
    static Refusal NoChoice(string path) => Refusal.Field(path, "invalid", "Choose one from the list.");

    public static string? Day(LocalDate? day) => day is { } date ? LocalDatePattern.Iso.Format(date) : null;

    public static LocalDate? Day(string path, string? text) =>
        Input.Clean(text) is not { } typed ? null : LocalDatePattern.Iso.Parse(typed) is { Success: true } read ? read.Value : throw NoDay(path);

    public static Guid? Id(string path, string? text) =>
        Input.Clean(text) is not { } typed ? null : Guid.TryParse(typed, out var id) ? id : throw NoChoice(path);

    public static Role Role(string path, string? text) =>
        Enum.TryParse<Role>(text, out var role) && Enum.IsDefined(role) ? role : throw NoChoice(path);
}

static class EmployeesSlice
{
    public static void AddEmployees(this IServiceCollection services)
    {
        services.AddSingleton<EmployeeDirectory>();
        services.AddSingleton<EmployeeChanges>();
        services.AddSingleton<EmployeeRoll>();
        services.AddSingleton<Privacy.IErasable, EmployeeErasure>();
        services.AddSingleton<Privacy.IDownloadTable, EmployeeTable>();
    }
}

/// <summary>
/// What another slice shows on an employee's page. Registered by that slice, so that Employees knows none of them. The component takes
/// the parameters <c>Account</c> and <c>EmployeeId</c>.
/// </summary>
/// <param name="Component">The component's type.</param>
public sealed record EmployeePart(Type Component);
