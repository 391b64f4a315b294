using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Accounts;
using Clockspot.Features.SignIn;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;

namespace Clockspot.Features.Employees;

/// <summary>Where an employee's record stands.</summary>
public enum EmployeeStatus
{
    /// <summary>An invitation is out and not accepted yet.</summary>
    Invited,
    /// <summary>Works here; with or without a sign-in.</summary>
    Active,
    /// <summary>Left. Hours stay; nothing new can be punched.</summary>
    Archived,
}

/// <summary>A person's record in one account. It may have no sign-in yet.</summary>
public sealed class Employee : IAccountOwned, IVersioned
{
    Employee() => (Number, Name) = ("", "");

    /// <summary>A new record, active and without a sign-in.</summary>
    public Employee(Guid account, Guid id, string number, string name, string? email, Role role, Instant now)
    {
        (AccountId, Id, Number, Name, Role) = (account, id, number, name, role);
        SetEmail(email);
        CreatedAt = now;
    }

    static Refusal OwnerStays() => new("owner_stays", 409, "The Owner stays",
        "A workspace always has exactly one Owner. Transfer the ownership first; then this record can be changed.");

    /// <inheritdoc />
    public Guid AccountId { get; private set; }

    /// <summary>UUIDv7.</summary>
    public Guid Id { get; private set; }

    /// <summary>The sign-in, once there is one.</summary>
    public Guid? PersonId { get; private set; }

    /// <summary>The number by which payroll knows the employee; unique in the account.</summary>
    public string Number { get; private set; }

    /// <summary>The name on every screen of this account.</summary>
    public string Name { get; private set; }

    /// <summary>The address for invitations, or null. Occurs once in an account.</summary>
    public string? Email { get; private set; }

    /// <summary>The address in upper case, for comparison.</summary>
    public string? NormalizedEmail { get; private set; }

    /// <summary>What the employee may do here.</summary>
    public Role Role { get; private set; }

    /// <summary>Where the record stands.</summary>
    public EmployeeStatus Status { get; private set; } = EmployeeStatus.Active;

    /// <summary>First day of work.</summary>
    public LocalDate? HiredOn { get; private set; }

    /// <summary>Last day of work, set when archived.</summary>
    public LocalDate? LeftOn { get; private set; }

    /// <summary>The employee who manages this one.</summary>
    public Guid? ManagerId { get; private set; }

    /// <summary>Where the employee usually works.</summary>
    public Guid? LocationId { get; private set; }

    /// <summary>Counts the holds of the time line; see <c>Timeline.Hold</c>.</summary>
    public long TimelineHolds { get; private set; }

    /// <summary>When what identifies the person beyond name, number, hours and pay was erased; null when it was not.</summary>
    public Instant? AnonymizedAt { get; private set; }

    /// <summary>When the name was erased too, three years after the last entry (29 CFR 516.5).</summary>
    public Instant? NameErasedAt { get; private set; }

    /// <summary>When the record was made.</summary>
    public Instant CreatedAt { get; private set; }

    /// <inheritdoc />
    public Instant ModifiedAt { get; private set; }

    /// <inheritdoc />
    public int Version { get; private set; }

    /// <summary>Changes what the record says about the person.</summary>
    public void Describe(string number, string name, string? email, LocalDate? hiredOn, Guid? managerId, Guid? locationId)
    {
        (Number, Name, HiredOn, ManagerId, LocationId) = (number, name, hiredOn, managerId, locationId);
        SetEmail(email);
    }

    /// <summary>Gives another role. Ownership is only transferred.</summary>
    public void ChangeRole(Role role)
    {
        if (role == Role) return;
        if (Role == Role.Owner || role == Role.Owner) throw OwnerStays();
        Role = role;
    }

    /// <summary>Gives ownership to another; this one becomes Admin. Both rows change in one transaction.</summary>
    public void HandOver() => Role = Role.Admin;

    /// <summary>Takes over ownership.</summary>
    public void TakeOver() => Role = Role.Owner;

    /// <summary>An invitation is out. A record that somebody already signs in to stays as it is.</summary>
    public void Invite()
    {
        if (PersonId is null) Status = EmployeeStatus.Invited;
    }

    /// <summary>The invitation was taken back: the record stays, without a sign-in.</summary>
    public void Uninvite()
    {
        if (Status == EmployeeStatus.Invited) Status = EmployeeStatus.Active;
    }

    /// <summary>A person signs in to this record from now on.</summary>
    public void Join(Guid person)
    {
        PersonId = person;
        Status = EmployeeStatus.Active;
    }

    /// <summary>The sign-in ended. The record stays, and can be invited again.</summary>
    public void LoseSignIn() => PersonId = null;

    /// <summary>The employee left. The sign-in is taken from the record, so that it opens nothing here any more.</summary>
    public void Archive(LocalDate leftOn)
    {
        if (Role == Role.Owner) throw OwnerStays();
        (Status, LeftOn, PersonId) = (EmployeeStatus.Archived, leftOn, null);
    }

    /// <summary>The employee is back, without a sign-in until invited again.</summary>
    public void Restore() => (Status, LeftOn) = (EmployeeStatus.Active, null);

    /// <summary>Erases the address. The record must be archived: whoever works here needs one to sign in.</summary>
    public void Anonymize(Instant now)
    {
        SetEmail(null);
        AnonymizedAt ??= now;
    }

    /// <summary>Erases the name as well; the number stays, by which payroll finds the hours.</summary>
    public void EraseName(Instant now)
    {
        Name = $"Former employee {Number}";
        NameErasedAt ??= now;
    }

    void SetEmail(string? email) => (Email, NormalizedEmail) = (email, email?.ToUpperInvariant());
}

sealed class EmployeeData : IEntityTypeConfiguration<Employee>
{
    public void Configure(EntityTypeBuilder<Employee> builder)
    {
        builder.ToTable("Employees").HasKey(row => new { row.AccountId, row.Id });
        builder.HasOne<Account>().WithMany().HasForeignKey(row => row.AccountId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Employee>().WithMany().HasForeignKey(row => new { row.AccountId, row.ManagerId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Locations.Location>().WithMany().HasForeignKey(row => new { row.AccountId, row.LocationId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(row => new { row.AccountId, row.Number }).IsUnique().HasDatabaseName("IX_Employees_Number");
        builder.HasIndex(row => new { row.AccountId, row.NormalizedEmail }).IsUnique().HasDatabaseName("IX_Employees_Email");
        builder.HasIndex(row => new { row.AccountId, row.PersonId }).IsUnique().HasDatabaseName("IX_Employees_Person");
        builder.HasIndex(row => row.AccountId, "IX_Employees_OneOwner").IsUnique().HasFilter("\"Role\" = 'Owner'");
        builder.Property(row => row.Number).HasMaxLength(20);
        builder.Property(row => row.Name).HasMaxLength(100);
        builder.Property(row => row.Email).HasMaxLength(254);
    }
}
