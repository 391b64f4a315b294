using Clockspot.Api;
using Clockspot.Domain.Access;
using NodaTime;

namespace Clockspot.Features.Employees;

/// <summary>An employee: a person's record in this account, which may have no sign-in yet. A credential that carries `account` and not `employees` sees id, number, name and status; the rest is null then.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="Number">The number by which payroll knows the employee; unique in the account.</param>
/// <param name="Name">The name on every screen of this account.</param>
/// <param name="Email">The address for invitations, or null. Occurs once in an account.</param>
/// <param name="Role">What they may do.</param>
/// <param name="Status">Where the record stands: an invitation is out, works here, or left.</param>
/// <param name="HiredOn">First day of work, or null.</param>
/// <param name="LeftOn">Last day of work, when archived.</param>
/// <param name="ManagerId">Who manages them, or null.</param>
/// <param name="JobIds">The jobs that were given to them, out of those that are not for everyone. They are changed on the job.</param>
/// <param name="LocationId">Where they usually work, or null.</param>
/// <param name="Version">Counts up at each change.</param>
/// <param name="CreatedAt">When the record was made.</param>
/// <param name="ModifiedAt">When it was last changed.</param>
public sealed record EmployeeShape(Guid Id, string Number, string Name, string? Email, Role? Role, EmployeeStatus Status, LocalDate? HiredOn, LocalDate? LeftOn, Guid? ManagerId,
    IReadOnlyList<Guid>? JobIds, Guid? LocationId, int Version, Instant? CreatedAt, Instant? ModifiedAt) : IVersionedShape
{
    internal static EmployeeShape Of(RollRow row) => new(row.Id, row.Number, row.Name, row.Email, row.Role, row.Status, row.HiredOn, row.LeftOn, row.ManagerId, row.JobIds,
        row.LocationId, row.Version, row.CreatedAt, row.ModifiedAt);
}

/// <summary>Since when somebody does not work here any more.</summary>
public sealed record LeaveInput
{
    /// <summary>The last day of work; today in the account's zone when it is left out.</summary>
    public LocalDate? LeftOn { get; init; }

    /// <summary>The version that was read. It may be left out; when it is given, it is looked at.</summary>
    public int? Version { get; init; }
}

static class EmployeesApi
{
    const string Tag = "Employees";
    static readonly ApiNeed see = new(Area.Employees, Level.Read) { Through = Area.Account };
    static readonly ApiNeed edit = new(Area.Employees, Level.Edit, Reach.All);

    static readonly AddEmployee input = new() { Number = "1042", Name = "Ann Archer", Email = "ann@example.com", Role = Role.Employee, HiredOn = new LocalDate(2024, 3, 4), ManagerId = ApiExample.Id(10) };

    static readonly EmployeeShape example = new(ApiExample.Id(3), "1042", "Ann Archer", "ann@example.com", Role.Employee, EmployeeStatus.Active, new LocalDate(2024, 3, 4), null,
        ApiExample.Id(10), [ApiExample.Id(1)], ApiExample.Id(2), 1, ApiExample.At, ApiExample.At);

    static QueryParameter ManagerId { get; } = new("managerId", QueryKind.Id, "Only those whom this employee manages.");

    public static void AddEmployees(this ApiRoutes api)
    {
        api.Add(new("GET", "/employees", "listEmployees", "List employees")
        {
            Tag = Tag, Needs = see, IsList = true, Answer = typeof(EmployeeShape), AnswerExample = example,
            Description = "Managers see their team, employees themselves. Without `status`, everybody who has not left; with `includeArchived=true`, everybody. "
                + "A credential that carries `account` and not `employees` sees id, number, name and status, the rest as null, and cannot filter by `locationId` or `managerId`.",
            Query = [QueryParameter.Status([.. Enum.GetValues<EmployeeStatus>().Select(ApiJson.Word)]), QueryParameter.LocationId, ManagerId, QueryParameter.ModifiedSince, QueryParameter.IncludeArchived],
            Run = List,
        });
        api.Add(new("POST", "/employees", "addEmployee", "Add an employee")
        {
            Tag = Tag, Needs = edit, Description = "Makes a record without a sign-in; `POST /invitations` with its address opens it to somebody. Only the Owner gives the role `admin`, nobody `owner`.",
            Body = typeof(AddEmployee), BodyExample = input, Status = 201, Answer = typeof(EmployeeShape), AnswerExample = example with { JobIds = [], LocationId = null },
            Run = call => call.Make(Changes(call).Add(call.Actor, call.Body<AddEmployee>(), call.Stop), id => Read(call, id)),
        });
        api.Add(new("GET", "/employees/{id}", "getEmployee", "Read an employee")
        {
            Tag = Tag, Needs = see, Answer = typeof(EmployeeShape), AnswerExample = example,
            Run = async call => ApiAnswer.Ok(await Read(call, call.Id())),
        });
        api.Add(new("PATCH", "/employees/{id}", "changeEmployee", "Change an employee")
        {
            Tag = Tag, Needs = edit, NeedsVersion = true,
            Description = "Only the Owner changes `role`, to `employee`, `manager` or `admin`, and the Owner's own record. "
                + "A credential that was narrowed changes it to `employee` alone. `jobIds` are read-only here: `PATCH /jobs/{id}` with `employeeIds` gives a job to somebody. "
                + "The record of somebody who left is changed after it was restored.",
            Body = typeof(ReviseEmployee), BodyExample = new { locationId = ApiExample.Id(2), version = 1 }, Answer = typeof(EmployeeShape),
            AnswerExample = example with { LocationId = ApiExample.Id(2), Version = 2 },
            Run = call => call.Patch(() => Read(call, call.Id()), SaveOf, (version, employee) => Changes(call).Revise(call.Actor, call.Id(), version, employee, call.Stop)),
        });
        api.Add(new("POST", "/employees/{id}/archive", "archiveEmployee", "Archive an employee")
        {
            Tag = Tag, Needs = edit, Description = "The employee left: the sign-in, its keys and connections open nothing here from the next call on, and a running shift is closed and marked `unconfirmed`. "
                + "Hours stay. Archiving somebody twice is doing it once: the first `leftOn` stays.",
            Body = typeof(LeaveInput), BodyExample = new { leftOn = "2026-02-27" }, BodyOptional = true, Answer = typeof(EmployeeShape),
            AnswerExample = example with { Status = EmployeeStatus.Archived, LeftOn = new LocalDate(2026, 2, 27), Version = 2 },
            Run = Archive,
        });
        api.Add(new("POST", "/employees/{id}/restore", "restoreEmployee", "Restore an employee")
        {
            Tag = Tag, Needs = edit, Description = "Brings the record back, without a sign-in until somebody is invited to it again, and without the team.",
            Body = typeof(VersionInput), BodyOptional = true, Answer = typeof(EmployeeShape), AnswerExample = example with { Version = 3 },
            Run = call => call.Toggle(() => Read(call, call.Id()), () => Changes(call).Restore(call.Actor, call.Id(), call.Stop)),
        });
    }

    static EmployeeChanges Changes(ApiCall call) => call.Use<EmployeeChanges>();

    static async Task<ApiAnswer> List(ApiCall call)
    {
        var page = await call.Use<EmployeeRoll>().List(call.Actor, new RollFilter
        {
            Status = call.Choice<EmployeeStatus>("status"), IncludeArchived = call.Flag("includeArchived"), ModifiedSince = call.Instant("modifiedSince"),
            LocationIds = call.Ids("locationId"), ManagerId = call.OneId("managerId"), After = call.After, Size = call.Limit,
        }, call.Stop);
        return ApiAnswer.List([.. page.Rows.Select(EmployeeShape.Of)], page.Total, page.HasMore ? page.Rows[^1].Id.ToString("N") : null);
    }

    static async Task<EmployeeShape> Read(ApiCall call, Guid id) => EmployeeShape.Of(await call.Use<EmployeeRoll>().Get(call.Actor, id, call.Stop));

    static ReviseEmployee SaveOf(EmployeeShape employee) => new()
    {
        Number = employee.Number, Name = employee.Name, Email = employee.Email, Role = employee.Role, HiredOn = employee.HiredOn, ManagerId = employee.ManagerId, LocationId = employee.LocationId,
    };

    /// <summary>Doing it twice is doing it once, so that no version is needed; one that is named is looked at.</summary>
    static Task<ApiAnswer> Archive(ApiCall call) => call.Toggle<EmployeeShape, LeaveInput>(() => Read(call, call.Id()), leave =>
        Changes(call).Archive(call.Actor, call.Id(), leave.LeftOn, call.Stop));
}
