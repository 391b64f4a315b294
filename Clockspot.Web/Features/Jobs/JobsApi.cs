using Clockspot.Api;
using Clockspot.Domain.Access;
using NodaTime;

namespace Clockspot.Features.Jobs;

/// <summary>A job: what people work on and choose when they punch.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="Name">Unique among the jobs in use, at most 100 characters.</param>
/// <param name="Code">The code by which payroll knows it, or null.</param>
/// <param name="ForEveryone">Everyone may use it; otherwise only those in <c>employeeIds</c>.</param>
/// <param name="EmployeeIds">Who may use it when not everyone may.</param>
/// <param name="Archived">It is put away: entries keep it, nobody can choose it.</param>
/// <param name="Version">Counts up at each change.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ModifiedAt">When it was last changed.</param>
public sealed record JobShape(Guid Id, string Name, string? Code, bool ForEveryone, IReadOnlyList<Guid> EmployeeIds, bool Archived, int Version, Instant CreatedAt, Instant ModifiedAt)
    : IVersionedShape
{
    internal static JobShape Of(JobView job) => new(job.Id, job.Name, job.Code, job.ForEveryone, job.EmployeeIds, job.Archived, job.Version, job.CreatedAt, job.ModifiedAt);
}

static class JobsApi
{
    const string Tag = "Jobs";
    static readonly ApiNeed see = new(Area.Account, Level.Read, Reach.All) { Through = Area.TimeTracking };
    static readonly ApiNeed edit = new(Area.Account, Level.Edit, Reach.All);
    static readonly SaveJob input = new() { Name = "Till", Code = "T1" };
    static readonly JobShape example = new(ApiExample.Id(1), "Till", "T1", true, [], false, 1, ApiExample.At, ApiExample.At);

    public static void AddJobs(this ApiRoutes api)
    {
        api.Add(new("GET", "/jobs", "listJobs", "List jobs")
        {
            Tag = Tag, Needs = see, IsList = true, Query = [QueryParameter.IncludeArchived, QueryParameter.ModifiedSince], Answer = typeof(JobShape), AnswerExample = example,
            Run = List,
        });
        api.Add(new("POST", "/jobs", "addJob", "Add a job")
        {
            Tag = Tag, Needs = edit, Body = typeof(SaveJob), BodyExample = input, Status = 201, Answer = typeof(JobShape), AnswerExample = example,
            Run = call => call.Make(Jobs(call).Add(call.Actor, call.Body<SaveJob>(), call.Stop), id => Read(call, id)),
        });
        api.Add(new("GET", "/jobs/{id}", "getJob", "Read a job")
        {
            Tag = Tag, Needs = see, Answer = typeof(JobShape), AnswerExample = example,
            Run = async call => ApiAnswer.Ok(await Read(call, call.Id())),
        });
        api.Add(new("PATCH", "/jobs/{id}", "changeJob", "Change a job")
        {
            Tag = Tag, Needs = edit, NeedsVersion = true, Body = typeof(SaveJob), BodyExample = new { name = "Front till", version = 1 }, Answer = typeof(JobShape),
            AnswerExample = example with { Name = "Front till", Version = 2 },
            Run = call => call.Patch(() => Read(call, call.Id()),
                job => new SaveJob { Name = job.Name, Code = job.Code, ForEveryone = job.ForEveryone, EmployeeIds = job.EmployeeIds },
                (version, job) => Jobs(call).Change(call.Actor, call.Id(), version, job, call.Stop)),
        });
        api.Add(new("POST", "/jobs/{id}/archive", "archiveJob", "Archive a job")
        {
            Tag = Tag, Needs = edit, Description = "Shifts that run on it run on; nobody can choose it any more. Archiving it twice is archiving it once.",
            Body = typeof(VersionInput), BodyOptional = true, Answer = typeof(JobShape), AnswerExample = example with { Archived = true, Version = 2 },
            Run = call => call.Toggle(() => Read(call, call.Id()), () => Jobs(call).Archive(call.Actor, call.Id(), call.Stop)),
        });
        api.Add(new("POST", "/jobs/{id}/restore", "restoreJob", "Restore a job")
        {
            Tag = Tag, Needs = edit, Description = "Takes it back into use. 422 when another job has its name by now.",
            Body = typeof(VersionInput), BodyOptional = true, Answer = typeof(JobShape), AnswerExample = example with { Version = 3 },
            Run = call => call.Toggle(() => Read(call, call.Id()), () => Jobs(call).Restore(call.Actor, call.Id(), call.Stop)),
        });
    }

    static JobList Jobs(ApiCall call) => call.Use<JobList>();

    static async Task<ApiAnswer> List(ApiCall call)
    {
        var since = call.Instant("modifiedSince");
        var jobs = await Jobs(call).List(call.Actor, call.Flag("includeArchived"), call.Stop);
        return call.Page([.. jobs.Where(job => since is null || job.ModifiedAt >= since).Select(JobShape.Of)], job => job.Id);
    }

    static async Task<JobShape> Read(ApiCall call, Guid id) => JobShape.Of(await Jobs(call).Get(call.Actor, id, call.Stop));
}
