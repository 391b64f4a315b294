using Clockspot.Data;
using Clockspot.Features.Accounts;
using Clockspot.Features.Employees;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;

namespace Clockspot.Features.Jobs;

/// <summary>What people work on and choose when they punch.</summary>
public sealed class Job : IAccountOwned, IVersioned
{
    Job() => Name = "";

    /// <summary>A new job that everyone may use.</summary>
    public Job(Guid account, Guid id, string name, Instant now) => (AccountId, Id, Name, CreatedAt) = (account, id, name, now);

    /// <inheritdoc />
    public Guid AccountId { get; private set; }

    /// <summary>UUIDv7.</summary>
    public Guid Id { get; private set; }

    /// <summary>Unique among the jobs in use.</summary>
    public string Name { get; private set; }

    /// <summary>The code by which payroll or accounting knows it, or null.</summary>
    public string? Code { get; private set; }

    /// <summary>Everyone may use it; otherwise only those to whom it is assigned (<see cref="EmployeeJob"/>).</summary>
    public bool ForEveryone { get; private set; } = true;

    /// <summary>When it was put away; null while in use.</summary>
    public Instant? ArchivedAt { get; private set; }

    /// <summary>When it was made.</summary>
    public Instant CreatedAt { get; private set; }

    /// <inheritdoc />
    public Instant ModifiedAt { get; private set; }

    /// <inheritdoc />
    public int Version { get; private set; }

    /// <summary>Changes name, code and whether everyone may use it.</summary>
    public void Describe(string name, string? code, bool forEveryone) => (Name, Code, ForEveryone) = (name, code, forEveryone);

    /// <summary>Puts it away: shifts that run on it run on, new punches refuse it.</summary>
    public void Archive(Instant now) => ArchivedAt ??= now;

    /// <summary>Takes it back into use.</summary>
    public void Restore() => ArchivedAt = null;
}

/// <summary>An employee may use a job that is not for everyone.</summary>
public sealed class EmployeeJob : IAccountOwned
{
    EmployeeJob() { }

    /// <summary>Assigns the job.</summary>
    public EmployeeJob(Guid account, Guid employee, Guid job) => (AccountId, EmployeeId, JobId) = (account, employee, job);

    /// <inheritdoc />
    public Guid AccountId { get; private set; }

    /// <summary>Who may use it.</summary>
    public Guid EmployeeId { get; private set; }

    /// <summary>What may be used.</summary>
    public Guid JobId { get; private set; }
}

sealed class JobData : IEntityTypeConfiguration<Job>, IEntityTypeConfiguration<EmployeeJob>
{
    public void Configure(EntityTypeBuilder<Job> builder)
    {
        builder.ToTable("Jobs").HasKey(row => new { row.AccountId, row.Id });
        builder.HasOne<Account>().WithMany().HasForeignKey(row => row.AccountId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(row => new { row.AccountId, row.Name }).IsUnique().HasFilter("\"ArchivedAt\" IS NULL").HasDatabaseName("IX_Jobs_Name");
        builder.Property(row => row.Name).HasMaxLength(100);
        builder.Property(row => row.Code).HasMaxLength(30);
    }

    public void Configure(EntityTypeBuilder<EmployeeJob> builder)
    {
        builder.ToTable("EmployeeJobs").HasKey(row => new { row.AccountId, row.EmployeeId, row.JobId });
        builder.HasOne<Employee>().WithMany().HasForeignKey(row => new { row.AccountId, row.EmployeeId }).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Job>().WithMany().HasForeignKey(row => new { row.AccountId, row.JobId }).OnDelete(DeleteBehavior.Cascade);
    }
}
