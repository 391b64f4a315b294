using Clockspot.Api;
using Clockspot.Domain.Access;
using Clockspot.Domain.Time;
using NodaTime;

namespace Clockspot.Features.Accounts;

/// <summary>The account (one company's workspace) and its settings.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="Slug">The workspace in addresses; never changes.</param>
/// <param name="Name">The company's name.</param>
/// <param name="TimeZone">TZDB id of the zone in which days and weeks are cut.</param>
/// <param name="Currency">ISO 4217 code, in which all money is.</param>
/// <param name="WeekStart">The day on which a week begins.</param>
/// <param name="Hour24">Screens show times as 14:30 instead of 2:30 pm.</param>
/// <param name="DayAttribution">To which day a shift over midnight belongs.</param>
/// <param name="Version">Counts up at each change.</param>
/// <param name="CreatedAt">When it was opened.</param>
/// <param name="ModifiedAt">When it was last changed.</param>
public sealed record AccountShape(Guid Id, string Slug, string Name, string TimeZone, string Currency, IsoDayOfWeek WeekStart, bool Hour24, DayAttribution DayAttribution,
    int Version, Instant CreatedAt, Instant ModifiedAt) : IVersionedShape
{
    internal static AccountShape Of(CompanyView view) => new(view.Id, view.Slug, view.Name, view.TimeZone, view.Currency, view.WeekStart, view.Hour24, view.DayAttribution,
        view.Version, view.CreatedAt, view.ModifiedAt);
}

/// <summary>Who calls, where, by what, and what may be done.</summary>
/// <param name="Account">The account, which the credential fixes.</param>
/// <param name="Person">Whose credential it is.</param>
/// <param name="Role">That person's role at this moment.</param>
/// <param name="Credential">What was presented.</param>
/// <param name="Grants">What may be done: the role's permissions, cut down to what the credential carries.</param>
public sealed record MeShape(MeAccount Account, MePerson Person, Role Role, CredentialShape Credential, IReadOnlyList<MeGrant> Grants);

/// <summary>The account, as far as everybody in it knows it.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="Slug">The workspace in addresses.</param>
/// <param name="Name">The company's name.</param>
/// <param name="TimeZone">TZDB id of the zone in which days and weeks are cut.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="WeekStart">The day on which a week begins.</param>
/// <param name="Hour24">Screens show times as 14:30 instead of 2:30 pm.</param>
/// <param name="DayAttribution">To which day a shift over midnight belongs.</param>
public sealed record MeAccount(Guid Id, string Slug, string Name, string TimeZone, string Currency, IsoDayOfWeek WeekStart, bool Hour24, DayAttribution DayAttribution);

/// <summary>The person behind a credential.</summary>
/// <param name="EmployeeId">The person's record in this account.</param>
/// <param name="Name">The name on it.</param>
public sealed record MePerson(Guid EmployeeId, string Name);

/// <summary>One permission.</summary>
/// <param name="Area">In which area.</param>
/// <param name="Level">How far: to read, to act for oneself, or to edit. A higher level carries the lower ones.</param>
/// <param name="Reach">Over whose records: one's own, the team's, or all.</param>
public sealed record MeGrant(Area Area, Level Level, Reach Reach);

static class AccountsApi
{
    static readonly AccountShape example = new(ApiExample.Id(9), "harbor", "Harbor Inc", "America/New_York", "USD", IsoDayOfWeek.Monday, false, DayAttribution.StartDay, 1, ApiExample.At, ApiExample.At);

    static readonly MeShape me = new(new(ApiExample.Id(9), "harbor", "Harbor Inc", "America/New_York", "USD", IsoDayOfWeek.Monday, false, DayAttribution.StartDay),
        new(ApiExample.Id(10), "Olive Owner"), Role.Owner, new("api_key", "Payroll", "x7Qa", ["account:read", "time_tracking:write"]),
        [new(Area.Account, Level.Read, Reach.All), new(Area.TimeTracking, Level.Edit, Reach.All)]);

    public static void AddAccounts(this ApiRoutes api)
    {
        api.Add(new("GET", "/me", "getMe", "Who am I")
        {
            Tag = "Me", Description = "The account, the person, the credential and what may be done with it. Any credential may ask.", Answer = typeof(MeShape), AnswerExample = me,
            Run = call => Task.FromResult(ApiAnswer.Ok(Me(call.Caller))),
        });
        api.Add(new("GET", "/account", "getAccount", "Read the account")
        {
            Tag = "Account", Needs = new(Area.Account, Level.Read, Reach.All), Description = "What everybody in it knows of the account stands in `GET /me` as well.",
            Answer = typeof(AccountShape), AnswerExample = example,
            Run = async call => ApiAnswer.Ok(await Read(call)),
        });
        api.Add(new("PATCH", "/account", "changeAccount", "Change the account")
        {
            Tag = "Account", Needs = new(Area.Account, Level.Edit, Reach.All), NeedsVersion = true, Body = typeof(SaveCompany), BodyExample = new { weekStart = "sunday", version = 1 },
            Answer = typeof(AccountShape), AnswerExample = example with { WeekStart = IsoDayOfWeek.Sunday, Version = 2 },
            Run = call => call.Patch(() => Read(call), SaveOf, (version, input) => call.Use<Company>().Change(call.Actor, version, input, call.Stop)),
        });
    }

    static async Task<AccountShape> Read(ApiCall call) => AccountShape.Of(await call.Use<Company>().Get(call.Actor, call.Stop));

    static SaveCompany SaveOf(AccountShape account) => new()
    {
        Name = account.Name, TimeZone = account.TimeZone, Currency = account.Currency, WeekStart = account.WeekStart, Hour24 = account.Hour24, DayAttribution = account.DayAttribution,
    };

    internal static MeShape Me(Caller caller)
    {
        var (actor, place) = (caller.Actor, caller.Workspace);
        return new MeShape(new(place.Id, place.Slug, place.Name, place.TimeZone, place.Currency, place.WeekStart, place.Hour24, place.DayAttribution), new(actor.EmployeeId, actor.Name),
            actor.Role, caller.Credential, Grants(actor));
    }

    /// <summary>Those of the areas that have a route, without what another one carries.</summary>
    static IReadOnlyList<MeGrant> Grants(Actor actor) =>
        [.. actor.Grants.Where(grant => Scopes.Offered.Contains(grant.Area) && !actor.Grants.Any(other => other != grant && other.Area == grant.Area && other.Level >= grant.Level && other.Reach >= grant.Reach))
            .Distinct().Select(grant => new MeGrant(grant.Area, grant.Level, grant.Reach)).OrderBy(grant => grant.Area)];
}
