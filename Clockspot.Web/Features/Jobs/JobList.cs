using System.ComponentModel.DataAnnotations;
using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Employees;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.Jobs;

/// <summary>A job in the list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Code">The code payroll knows, or null.</param>
/// <param name="ForEveryone">Everyone may use it.</param>
/// <param name="EmployeeIds">Who may use it when not everyone may.</param>
/// <param name="Archived">It is put away.</param>
/// <param name="Version">The version seen.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ModifiedAt">When it was last changed.</param>
public sealed record JobView(Guid Id, string Name, string? Code, bool ForEveryone, IReadOnlyList<Guid> EmployeeIds, bool Archived, int Version, Instant CreatedAt, Instant ModifiedAt);

/// <summary>A job that can be chosen.</summary>
public sealed record JobChoice(Guid Id, string Name);

/// <summary>An employee to whom a job can be given.</summary>
public sealed record EmployeeChoice(Guid Id, string Name);

/// <summary>What is said of a job.</summary>
public sealed record SaveJob
{
    /// <summary>Unique among the jobs in use.</summary>
    [Required(ErrorMessage = "Enter a name."), StringLength(100, ErrorMessage = "At most 100 characters.")]
    [RegularExpression(Input.OneLine, ErrorMessage = Input.OneLineWords)]
    public string? Name { get; init; }

    /// <summary>The code by which payroll knows it.</summary>
    [StringLength(30, ErrorMessage = "At most 30 characters.")]
    [RegularExpression(Input.OneLine, ErrorMessage = Input.OneLineWords)]
    public string? Code { get; init; }

    /// <summary>Everyone may use it.</summary>
    public bool ForEveryone { get; init; } = true;

    /// <summary>Who may use it when not everyone may.</summary>
    public IReadOnlyList<Guid> EmployeeIds { get; init; } = [];
}

/// <summary>The jobs of an account: what people work on, and who may use which.</summary>
public sealed class JobList(Store store)
{
    static Refusal NameTaken() => Refusal.Field("name", "taken", "Another job has this name. Choose a different one, or restore the other.");
    static Refusal UnknownEmployee() => Refusal.Field("employeeIds", "unknown", "One of the chosen employees is not here any more.");

    /// <summary>All jobs by name; those put away come last, and only when asked for.</summary>
    public async Task<IReadOnlyList<JobView>> List(Actor actor, bool includeArchived, CancellationToken stop)
    {
        actor.Reading(Area.Account, through: Area.TimeTracking).Require(Area.Account, Level.Read, Reach.All);
        await using var db = await store.Open(actor, stop);
        return await Views(db, db.Jobs.Where(job => includeArchived || job.ArchivedAt == null)
            .OrderBy(job => job.ArchivedAt != null).ThenBy(job => job.Name), stop);
    }

    /// <summary>One job. 404 <c>not_found</c>.</summary>
    public async Task<JobView> Get(Actor actor, Guid id, CancellationToken stop)
    {
        actor.Reading(Area.Account, through: Area.TimeTracking).Require(Area.Account, Level.Read, Reach.All);
        await using var db = await store.Open(actor, stop);
        return (await Views(db, db.Jobs.Where(job => job.Id == id), stop)).SingleOrDefault() ?? throw Refusal.NotFound("job");
    }

    /// <summary>The employees to whom a job can be given, by name: everybody who has not left.</summary>
    public async Task<IReadOnlyList<EmployeeChoice>> Assignable(Actor actor, CancellationToken stop)
    {
        actor.Require(Area.Account, Level.Edit, Reach.All);
        await using var db = await store.Open(actor, stop);
        return await db.Employees.Where(employee => employee.Status != EmployeeStatus.Archived).OrderBy(employee => employee.Name)
            .Select(employee => new EmployeeChoice(employee.Id, employee.Name)).ToListAsync(stop);
    }

    /// <summary>Adds a job. 422 when the name is taken.</summary>
    public async Task<Guid> Add(Actor actor, SaveJob input, CancellationToken stop)
    {
        actor.Require(Area.Account, Level.Edit, Reach.All);
        Input.Check(input);
        await using var db = await store.Write(actor, stop);
        var job = new Job(actor.AccountId, Ids.New(db.Now), input.Name!.Trim(), db.Now);
        db.Jobs.Add(job);
        await Describe(db, job, input, stop);
        db.Record(actor, "job.added", job);
        await db.Commit(stop);
        return job.Id;
    }

    /// <summary>Changes a job. 409 <c>stale_version</c> when somebody else changed it since <paramref name="version"/>.</summary>
    public async Task Change(Actor actor, Guid id, int version, SaveJob input, CancellationToken stop)
    {
        actor.Require(Area.Account, Level.Edit, Reach.All);
        Input.Check(input);
        await using var db = await store.Write(actor, stop);
        var job = await Find(db, id, stop);
        if (job.Version != version) throw Refusal.Stale("job");
        await Describe(db, job, input, stop);
        db.Record(actor, "job.changed", job);
        await db.Commit(stop);
    }

    /// <summary>Puts a job away. Shifts that run on it run on; new punches refuse it.</summary>
    public async Task Archive(Actor actor, Guid id, CancellationToken stop)
    {
        actor.Require(Area.Account, Level.Edit, Reach.All);
        await using var db = await store.Write(actor, stop);
        var job = await Find(db, id, stop);
        if (job.ArchivedAt is not null) return;
        job.Archive(db.Now);
        db.Record(actor, "job.archived", job);
        await db.Commit(stop);
    }

    /// <summary>Takes a job back into use. 422 when its name was taken meanwhile.</summary>
    public async Task Restore(Actor actor, Guid id, CancellationToken stop)
    {
        actor.Require(Area.Account, Level.Edit, Reach.All);
        await using var db = await store.Write(actor, stop);
        var job = await Find(db, id, stop);
        if (job.ArchivedAt is null) return;
        if (await db.Jobs.AnyAsync(other => other.Id != id && other.Name == job.Name && other.ArchivedAt == null, stop)) throw NameTaken();
        job.Restore();
        db.Record(actor, "job.restored", job);
        await db.Commit(stop);
    }

    /// <summary>The jobs that an employee may punch on, by name.</summary>
    internal static IQueryable<Job> UsableBy(ClockspotDb db, Guid employee) => db.Jobs
        .Where(job => job.ArchivedAt == null && (job.ForEveryone || db.EmployeeJobs.Any(may => may.JobId == job.Id && may.EmployeeId == employee)))
        .OrderBy(job => job.Name);

    static async Task Describe(ClockspotDb db, Job job, SaveJob input, CancellationToken stop)
    {
        var name = input.Name!.Trim();
        if (await db.Jobs.AnyAsync(other => other.Id != job.Id && other.Name == name && other.ArchivedAt == null, stop)) throw NameTaken();
        job.Describe(name, Input.Clean(input.Code), input.ForEveryone);
        var wanted = input.ForEveryone ? [] : input.EmployeeIds.Distinct().ToList();
        if (await db.Employees.CountAsync(employee => wanted.Contains(employee.Id), stop) != wanted.Count) throw UnknownEmployee();
        var present = await db.EmployeeJobs.Where(may => may.JobId == job.Id).ToListAsync(stop);
        db.EmployeeJobs.RemoveRange(present.Where(may => !wanted.Contains(may.EmployeeId)));
        db.EmployeeJobs.AddRange(wanted.Except(present.Select(may => may.EmployeeId)).Select(id => new EmployeeJob(job.AccountId, id, job.Id)));
    }

    static async Task<Job> Find(ClockspotDb db, Guid id, CancellationToken stop) =>
        await db.Jobs.SingleOrDefaultAsync(job => job.Id == id, stop) ?? throw Refusal.NotFound("job");

    static async Task<IReadOnlyList<JobView>> Views(ClockspotDb db, IQueryable<Job> jobs, CancellationToken stop) =>
        await jobs.Select(job => new JobView(job.Id, job.Name, job.Code, job.ForEveryone,
            db.EmployeeJobs.Where(may => may.JobId == job.Id).Select(may => may.EmployeeId).ToList(), job.ArchivedAt != null, job.Version, job.CreatedAt, job.ModifiedAt)).ToListAsync(stop);
}

static class JobsSlice
{
    public static void AddJobs(this IServiceCollection services)
    {
        services.AddSingleton<JobList>();
        services.AddSingleton<Privacy.IDownloadTable, JobTable>();
    }
}
