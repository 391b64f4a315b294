using Clockspot.Api;
using Clockspot.Domain.Access;
using NodaTime;

namespace Clockspot.Features.Accounts;

/// <summary>Who is connected, where, and what may be done.</summary>
/// <param name="Person">Whose connection it is: "I" and "me" mean this person.</param>
/// <param name="Account">The company's workspace. Days and weeks are cut in its `timeZone`, weeks begin on its `weekStart`.</param>
/// <param name="Role">The person's role in it at this moment.</param>
/// <param name="Connection">The name of this connection, as Connected apps and the audit log show it.</param>
/// <param name="Grants">What may be done, and over whose records: one's own, the team's, or all.</param>
/// <param name="CanWrite">This connection may punch, add and correct time, as far as the role goes; without it, every tool only reads.</param>
/// <param name="Now">This moment.</param>
/// <param name="Today">Today in the account's zone.</param>
/// <param name="Url">The workspace in a browser.</param>
public sealed record ConnectedShape(MePerson Person, MeAccount Account, Role Role, string Connection, IReadOnlyList<MeGrant> Grants, bool CanWrite, Instant Now, LocalDate Today, string Url);

/// <summary>Which of several connections this is, for a client that shows them; no field but these.</summary>
/// <param name="Id">Stays the same for this person in this workspace, whatever is renamed or connected anew.</param>
/// <param name="Name">The person's name.</param>
/// <param name="Nickname">The company, by which connections of one person differ.</param>
public sealed record ProfileShape(string Id, string Name, string Nickname);

static class AccountsTools
{
    public static void AddAccounts(this ToolList tools)
    {
        tools.Add(Account);
        tools.Add(Profile);
    }

    static McpTool Account { get; } = new("get_account", "Who is connected")
    {
        Description = "Tells whose connection this is, in which company's workspace, with which role and permissions, and what day it is there. Call it first: it says who \"I\" is, "
            + "in which time zone days are cut, and whether anything may be changed. A connection belongs to one workspace; for another one the person connects again.",
        Answer = typeof(ConnectedShape),
        Run = call => Task.FromResult<object>(Connected(call)),
    };

    static McpTool Profile { get; } = new("get_profile", "Which connection this is")
    {
        Description = "Names the person and the company of this connection, for the list of connections in the assistant. In a conversation use get_account, which says more.",
        Answer = typeof(ProfileShape), IsProfile = true,
        Run = call => Task.FromResult<object>(new ProfileShape($"{call.Actor.EmployeeId:N}", call.Actor.Name, call.Workspace.Name)),
    };

    static ConnectedShape Connected(ToolCall call)
    {
        var me = AccountsApi.Me(call.Caller);
        return new ConnectedShape(me.Person, me.Account, me.Role, me.Credential.Name, me.Grants, call.Actor.Can(Area.TimeTracking, Level.Act), call.Now,
            call.Now.InZone(call.Workspace.Zone).Date, call.Url(""));
    }
}
