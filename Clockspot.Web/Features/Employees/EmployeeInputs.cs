using System.ComponentModel.DataAnnotations;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using NodaTime;

namespace Clockspot.Features.Employees;

/// <summary>What is said of an employee.</summary>
public record SaveEmployee
{
    /// <summary>The number by which payroll knows the employee; unique in the workspace.</summary>
    [Required(ErrorMessage = "Enter a number."), StringLength(20, ErrorMessage = "At most 20 characters.")]
    [RegularExpression(Input.OneLine, ErrorMessage = Input.OneLineWords)]
    public string? Number { get; init => field = Input.Clean(value); }

    /// <summary>The name on every screen of this workspace.</summary>
    [Required(ErrorMessage = "Enter a name."), StringLength(100, ErrorMessage = "At most 100 characters.")]
    [RegularExpression(Input.OneLine, ErrorMessage = Input.OneLineWords)]
    public string? Name { get; init => field = Input.Clean(value); }

    /// <summary>The address for invitations.</summary>
    [EmailAddress(ErrorMessage = "This is not an address such as name@example.com."), StringLength(254, ErrorMessage = "At most 254 characters.")]
    [RegularExpression(@"[^\p{C}\s]*", ErrorMessage = "An address has no spaces.")]
    public string? Email { get; init => field = Input.Clean(value); }

    /// <summary>First day of work.</summary>
    public LocalDate? HiredOn { get; init; }

    /// <summary>The employee who manages this one: active, and Manager, Admin or Owner.</summary>
    public Guid? ManagerId { get; init; }

    /// <summary>Where the employee usually works.</summary>
    public Guid? LocationId { get; init; }
}

/// <summary>A new employee's record, without a sign-in.</summary>
public sealed record AddEmployee : SaveEmployee
{
    /// <summary>What the employee may do once they sign in. Only the Owner gives Admin; nobody gives Owner.</summary>
    public Role Role { get; init; } = Role.Employee;
}

/// <summary>What is said of an employee, with the role: in one change.</summary>
public sealed record ReviseEmployee : SaveEmployee
{
    /// <summary>What the employee may do. Only the Owner changes it.</summary>
    [Required(ErrorMessage = "Enter a role.")]
    public Role? Role { get; init; }
}

/// <summary>Which employees a list shows. What is null does not narrow it.</summary>
public sealed record EmployeeFilter
{
    /// <summary>Invited, active or archived; null shows all who have not left.</summary>
    public EmployeeStatus? Status { get; init; }

    /// <summary>A role.</summary>
    public Role? Role { get; init; }

    /// <summary>A part of the name, number or address.</summary>
    public string? Search { get; init; }

    /// <summary>Where they usually work.</summary>
    public Guid? LocationId { get; init; }
}

/// <summary>An employee in the list.</summary>
public sealed record EmployeeRow(Guid Id, string Number, string Name, string? Email, Role Role, EmployeeStatus Status, bool HasSignIn, string? Manager, string? Location);

/// <summary>One employee.</summary>
/// <param name="Id">The record's id.</param>
/// <param name="Number">The number payroll knows.</param>
/// <param name="Name">The name.</param>
/// <param name="Email">The address for invitations.</param>
/// <param name="Role">What they may do.</param>
/// <param name="Status">Where the record stands.</param>
/// <param name="HasSignIn">A person signs in to it.</param>
/// <param name="HiredOn">First day.</param>
/// <param name="LeftOn">Last day, when archived.</param>
/// <param name="ManagerId">Who manages them.</param>
/// <param name="Manager">That one's name.</param>
/// <param name="LocationId">Where they usually work.</param>
/// <param name="Location">That place's name.</param>
/// <param name="Version">The version seen.</param>
public sealed record EmployeeView(Guid Id, string Number, string Name, string? Email, Role Role, EmployeeStatus Status, bool HasSignIn, LocalDate? HiredOn,
    LocalDate? LeftOn, Guid? ManagerId, string? Manager, Guid? LocationId, string? Location, int Version);

/// <summary>Something that can be chosen in a form.</summary>
public sealed record Choice(Guid Id, string Name);

/// <summary>What a form about an employee offers.</summary>
/// <param name="NextNumber">The next free number.</param>
/// <param name="Managers">Who may manage.</param>
/// <param name="Locations">The places in use.</param>
/// <param name="Roles">The roles that the actor may give.</param>
public sealed record EmployeeChoices(string NextNumber, IReadOnlyList<Choice> Managers, IReadOnlyList<Choice> Locations, IReadOnlyList<Role> Roles);
