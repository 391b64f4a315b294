using Clockspot.Api;
using Clockspot.Domain.Access;

namespace Clockspot.Features.Employees;

/// <summary>Which employees.</summary>
public sealed record ListEmployees : ToolPage
{
    /// <summary>Part of the name, the number or the e-mail address, such as `ann`; upper and lower case are the same.</summary>
    public string? Search { get; init; }

    /// <summary>Only those whose record stands so; without it, everybody who has not left.</summary>
    public EmployeeStatus? Status { get; init; }

    /// <summary>`true` shows those who left as well.</summary>
    public bool IncludeArchived { get; init; }
}

static class EmployeesTools
{
    public static void AddEmployees(this ToolList tools) => tools.Add(new("list_employees", "List employees")
    {
        Description = "Finds people by name, number or e-mail address and lists who works here, in the order in which their records were made. Use it to turn a name into the `id` that other tools take as `employeeId`. "
            + "Whom it shows follows from the role: everybody, the team, or oneself. When a name fits several people, ask which one is meant.",
        Needs = new(Area.Employees, Level.Read) { Through = Area.Account }, Input = typeof(ListEmployees), Answer = typeof(ListPage<EmployeeShape>),
        Run = List,
    });

    static async Task<object> List(ToolCall call)
    {
        var ask = call.Read<ListEmployees>();
        var page = await call.Use<EmployeeRoll>().List(call.Actor, new RollFilter
        {
            Search = ask.Search, Status = ask.Status, IncludeArchived = ask.IncludeArchived, After = ToolCall.After(ask), Size = ask.Limit,
        }, call.Stop);
        return new ListPage<EmployeeShape>([.. page.Rows.Select(EmployeeShape.Of)], new PageInfo(page.HasMore ? page.Rows[^1].Id.ToString("N") : null, page.Total));
    }
}
