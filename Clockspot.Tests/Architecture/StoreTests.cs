using Clockspot.Data;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Architecture;

/// <summary>Who may go to the store without an account, and what keeps accounts apart.</summary>
public sealed class StoreTests
{
    /// <summary>Who opens the store for the system, each with its reason.</summary>
    static readonly Dictionary<string, string> systemCallers = new(StringComparer.Ordinal)
    {
        ["Members.Enter"] = "finds out who acts; there is no actor before it",
        ["Members.Of"] = "the workspaces of a person lie in several accounts",
        ["Members.LastUse"] = "looks at the session of a sign-in at every request, before a workspace is known",
        ["Store.WriteSystem"] = "is built from it",
        ["OpenWorkspace.Who"] = "finds out whether somebody signed in opens another workspace",
        ["OpenWorkspace.Open"] = "makes the account itself",
        ["AddressProof.Prove"] = "a proven address is a person's, who may belong to several accounts",
        ["AddressProof.Settle"] = "the other sign-ins under a proven address may belong to any account",
        ["AddressConfirmation.Confirm"] = "a confirmation link names a person, who may belong to several accounts",
        ["PasswordReset.Choose"] = "a reset link names a person",
        ["PasswordReset.LinkFor"] = "the operator's command names a person",
        ["PasswordReset.Post"] = "whoever forgot the password is not signed in",
        ["Profile.Change"] = "one's own sign-in belongs to no account",
        ["Profile.ResendConfirmation"] = "one's own sign-in belongs to no account",
        ["BrowserSignIn.Begin"] = "a session belongs to a person, who may belong to several accounts",
        ["BrowserSignIn.SignOutAsync"] = "a session belongs to a person",
        ["SecondStep.Prove"] = "whoever enters a code is not signed in yet",
        ["SessionList.List"] = "one's own sign-ins belong to no account",
        ["SessionList.End"] = "one's own sign-ins belong to no account",
        ["SessionList.EndOthers"] = "one's own sign-ins belong to no account",
        ["SessionUse.Begin"] = "writes down when a session was used, which belongs to no account",
        ["SessionSweep.Sweep"] = "removes sessions whose time is over, of whomever",
        ["SignInLog.Actors"] = "a person may belong to several accounts",
        ["SignInLog.Write"] = "a failed sign-in is told in each workspace of the person",
        ["MailRound.Due"] = "mail belongs to no account",
        ["MailRound.Claim"] = "mail belongs to no account",
        ["MailRound.Mark"] = "mail belongs to no account",
        ["MailRound.Clear"] = "mail belongs to no account",
        ["Outbox.List"] = "mail belongs to no account; Development alone",
        ["Commands.RequirePresentShape"] = "an operator's command looks whether the database has this shape",
        ["Backups.RequireOurs"] = "asks which migrations there are, and reads no row",
        ["OperatorsKey.Find"] = "an operator's command names a workspace by its name",
        ["Seeding.Open"] = "makes an account of its own",
        ["KeyExpiry.Due"] = "looks for keys that expire soon in all accounts",
        ["DemoDesk.Present"] = "finds the visitor's present demo by person",
        ["DemoDesk.Make"] = "makes an account of its own",
        ["DemoCleanup.RemoveExpired"] = "looks for expired demos in all accounts",
        ["EvidenceRound.Accounts"] = "looks how long each account keeps evidence",
        ["Closing.Closed"] = "a closed workspace lets nobody in, also not its Owner",
        ["Closing.Reopen"] = "a closed workspace lets nobody in, also not its Owner",
        ["ClosedAccounts.RemoveDue"] = "looks for workspaces closed long ago in all accounts",
        ["Retention.EraseDueNames"] = "looks for names to erase in all accounts",
        ["KeyDoor.Enter"] = "a key names its account; before it is found there is no actor",
        ["ForgetAnswers.Round"] = "forgets what was answered long ago in all accounts",
        ["Authorizing.Keep"] = "a request of a client waits before an account is chosen",
        ["Authorizing.Look"] = "a request of a client waits before an account is chosen",
        ["Authorizing.Cancel"] = "a request of a client waits before an account is chosen",
        ["Authorizing.AccountsOf"] = "the workspaces among which a person chooses lie in several accounts",
        ["Authorizing.HasConnected"] = "a person may have connected a client in several accounts",
        ["LiveGate.Known"] = "looks whether somebody visits a demo, before a workspace is known",
        ["OAuthClients.Find"] = "a client belongs to no account",
        ["OAuthClients.Register"] = "a client belongs to no account",
        ["OAuthSweep.Due"] = "looks for tokens that have ended in all accounts",
        ["OAuthSweep.Forget"] = "clears requests and clients, which belong to no account",
        ["TokenDesk.Find"] = "a token names its account; before it is found there is none",
        ["TokenDoor.Enter"] = "a token names its account; before it is found there is no actor",
    };

    /// <summary>Who reads across accounts, each with its reason.</summary>
    static readonly Dictionary<string, string> crossCallers = new(StringComparer.Ordinal)
    {
        ["Members.Enter"] = "looks the membership up by person and address",
        ["Members.Of"] = "lists a person's memberships",
        ["PersonMemberships.Of"] = "finds a person in each of their workspaces, for what concerns the sign-in",
        ["DemoDesk.Present"] = "finds the visitor's present demo by person",
        ["EvidenceRound.Accounts"] = "reads how long each account keeps evidence",
        ["AccountRemoval.Homeless"] = "keeps a person who belongs to another account as well",
        ["AddressProof.EndRecords"] = "finds the records of a sign-in that ends, then goes into one account after another",
        ["Closing.OfOwner"] = "finds the closed workspaces of an Owner by person",
        ["PersonErasure.ErasePerson"] = "keeps a person who belongs to another account as well",
        ["Retention.EraseDueNames"] = "looks for names to erase in all accounts",
        ["KeyExpiry.Due"] = "looks for keys that expire soon in all accounts",
        ["ForgetAnswers.Round"] = "forgets what was answered long ago in all accounts",
        ["Authorizing.HasConnected"] = "a person may have connected a client in several accounts",
        ["Authorizing.Accounts"] = "lists the workspaces among which a person chooses",
        ["OAuthSweep.Due"] = "looks for tokens that have ended in all accounts",
        ["TokenDesk.Find"] = "a token names its account; before it is found there is none",
    };

    /// <summary>Who acts as the program itself, with every permission.</summary>
    static readonly Dictionary<string, string> systemActors = new(StringComparer.Ordinal)
    {
        ["Accepting.Nobody"] = "who holds an invitation's token belongs to no account yet; it reads that invitation and joins its record",
        ["AddressProof.EndRecord"] = "ends what a sign-in did that was not its address's, which nobody does as a person",
        ["DemoRows..ctor"] = "writes a demo in an account that it has just made",
        ["EvidenceRound.Erase"] = "erases what is too old in one account, so that the guard holds",
        ["AccountRemoval.Remove"] = "removes an account from within, so that the guard holds",
        ["Retention.Erase"] = "erases a name in its own account, so that the guard holds",
        ["KeyExpiry.Tell"] = "tells of a key in its own account, so that the guard holds",
        ["OperatorsKey.Make"] = "the operator's command makes a key of the Owner's, who did not ask for it",
        ["ShiftRows..ctor"] = "made-up punches were made by nobody",
        ["Seeding.Make"] = "writes made-up work in an account that it has just made",
        ["Seeding.Open"] = "writes an account that it has just made",
        ["ClockifyDoor.Note"] = "writes down how a call of Clockify went, for which nobody waited any more",
        ["LastUse.Begin"] = "writes down when a key or a connection was used, which nobody did as a person",
        ["OAuthSweep.Sweep"] = "clears away tokens that have ended in one account, so that the guard holds",
        ["TokenDesk.End"] = "a client ends its own connection, or one is ended because a token of it leaked",
        ["TokenDesk.Write"] = "a client redeems and refreshes; whom it acts for is found in the same transaction",
    };

    /// <summary>Rows that belong to no account, or to all: behind no filter, so few may read them.</summary>
    static readonly string[] shared = ["Account", "Person", "Session", "MailMessage", "OAuthApplication", "OAuthRequest"];

    static IEnumerable<string> Callers(string type, params string[] methods) => Built.Uses
        .Where(use => use.Member is { } member && member.DeclaringType.FullName == type && methods.Contains(member.Name) && use.From.FullName != type)
        .Select(use => use.Place);

    [Fact]
    public void Who_opens_the_store_without_an_account_is_listed() => Rule.Listed("Store.OpenSystem and WriteSystem see every account: each caller has a reason.",
        Callers("Clockspot.Data.Store", "OpenSystem", "WriteSystem").Append("Store.WriteSystem"), systemCallers.Keys);

    [Fact]
    public void Who_reads_across_accounts_is_listed() => Rule.Listed("AcrossAccounts lifts the filter: each caller has a reason.",
        Callers("Clockspot.Data.AcrossAccountsQuery", "AcrossAccounts"), crossCallers.Keys);

    [Fact]
    public void Who_acts_as_the_program_is_listed() => Rule.Listed("Actor.System may do everything: each caller has a reason.",
        Callers("Clockspot.Domain.Access.Actor", "System"), systemActors.Keys);

    /// <summary>A compiled query is one expression, which can call no helper of ours.</summary>
    static readonly string[] lifts = ["AcrossAccountsQuery.AcrossAccounts", "KeyDoor..cctor", "TokenDoor..cctor"];

    [Fact]
    public void The_filter_is_lifted_by_AcrossAccounts_and_two_compiled_queries() => Rule.Holds("IgnoreQueryFilters is called by AcrossAccounts, and by the queries that find a key or a token by its hash; raw SQL would pass the filter by.",
        Built.Uses.Where(use => use.Member?.Name is "IgnoreQueryFilters" or "FromSql" or "FromSqlRaw" or "FromSqlInterpolated" or "SqlQuery" or "SqlQueryRaw" or "ExecuteSql" or "ExecuteSqlRaw" or "ExecuteSqlRawAsync" or "ExecuteSqlAsync")
            .Where(use => !lifts.Contains(use.Place) && use.From.Name is not "DataSetup").Select(use => use.ToString()));

    [Fact]
    public void A_context_is_made_by_the_store() => Rule.Holds("Who makes a context by itself passes account and gate by.",
        Built.Uses.Where(use => use.To.Name.StartsWith("IDbContextFactory", StringComparison.Ordinal) && use.From.Name is not ("Store" or "DataSetup" or "ReadyCheck")).Select(use => use.ToString()));

    [Fact]
    public void Every_row_with_an_account_has_the_filter()
    {
        using var db = new DesignTimeSqlite().CreateDbContext([]);
        var rows = db.Model.GetEntityTypes().ToList();
        Rule.Holds("A row with AccountId implements IAccountOwned and carries the filter named Account.",
            from row in rows
            where row.FindProperty(nameof(IAccountOwned.AccountId)) is { IsNullable: false }
            where !typeof(IAccountOwned).IsAssignableFrom(row.ClrType) || row.FindDeclaredQueryFilter("Account") is null
            select row.ClrType.Name);
        Rule.Listed("What belongs to no account is listed.",
            rows.Where(row => row.FindProperty(nameof(IAccountOwned.AccountId)) is not { IsNullable: false } && Built.IsOurs(row.ClrType.Namespace ?? "")).Select(row => row.ClrType.Name), shared);
    }

    [Fact]
    public void Rows_of_an_account_refer_to_rows_of_the_same_account()
    {
        using var db = new DesignTimeSqlite().CreateDbContext([]);
        Rule.Holds("A foreign key between two rows of an account begins with AccountId, so that the database refuses another account's row.",
            from row in db.Model.GetEntityTypes()
            where typeof(IAccountOwned).IsAssignableFrom(row.ClrType)
            from key in row.GetForeignKeys()
            where typeof(IAccountOwned).IsAssignableFrom(key.PrincipalEntityType.ClrType) && key.Properties[0].Name != nameof(IAccountOwned.AccountId)
            select $"{row.ClrType.Name} → {key.PrincipalEntityType.ClrType.Name}");
    }

    [Fact]
    public void The_migrations_match_the_model()
    {
        using var db = new DesignTimeSqlite().CreateDbContext([]);
        Assert.False(db.Database.HasPendingModelChanges(), "The model has changed: make a migration (README, Migrations).");
    }

    [Fact]
    public void Rows_that_people_edit_count_their_versions()
    {
        using var db = new DesignTimeSqlite().CreateDbContext([]);
        Rule.Holds("Version is a concurrency token.", db.Model.GetEntityTypes().Where(row => typeof(IVersioned).IsAssignableFrom(row.ClrType))
            .Where(row => !row.FindProperty(nameof(IVersioned.Version))!.IsConcurrencyToken).Select(row => row.ClrType.Name));
    }
}
