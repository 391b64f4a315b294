using System.ComponentModel.DataAnnotations;
using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Domain.Time;
using Clockspot.Features.Employees;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.Accounts;

/// <summary>The company's settings.</summary>
public sealed record CompanyView(string Name, string TimeZone, string Currency, IsoDayOfWeek WeekStart, bool Hour24, DayAttribution DayAttribution, int Version)
{
    /// <summary>The workspace's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The workspace in addresses.</summary>
    public required string Slug { get; init; }

    /// <summary>When it was opened.</summary>
    public required Instant CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public required Instant ModifiedAt { get; init; }
}

/// <summary>What is said of a company.</summary>
public sealed record SaveCompany
{
    /// <summary>The name.</summary>
    [Required(ErrorMessage = "Enter the company's name."), StringLength(100, ErrorMessage = "At most 100 characters.")]
    [RegularExpression(Input.OneLine, ErrorMessage = Input.OneLineWords)]
    public string? Name { get; init => field = Input.Clean(value); }

    /// <summary>TZDB id.</summary>
    [Required(ErrorMessage = "Enter a time zone.")]
    public string? TimeZone { get; init => field = Input.Clean(value); }

    /// <summary>ISO 4217 code.</summary>
    [Required(ErrorMessage = "Enter a currency.")]
    public string? Currency { get; init => field = Input.Clean(value); }

    /// <summary>The day on which a week begins.</summary>
    public IsoDayOfWeek WeekStart { get; init; } = IsoDayOfWeek.Monday;

    /// <summary>Times as 14:30 instead of 2:30 pm.</summary>
    public bool Hour24 { get; init; }

    /// <summary>To which day a shift over midnight belongs.</summary>
    public DayAttribution DayAttribution { get; init; }
}

/// <summary>The company's settings and its ownership.</summary>
public sealed class Company(Store store)
{
    static Refusal UnknownZone() => Refusal.Field("timeZone", "unknown", "Choose a time zone from the list.");
    static Refusal UnknownCurrency() => Refusal.Field("currency", "unknown", "Choose a currency from the list.");
    static Refusal UnknownDay() => Refusal.Field("weekStart", "unknown", "Choose a day of the week.");
    static Refusal UnknownAttribution() => Refusal.Field("dayAttribution", "unknown", "Choose one from the list.");
    static Refusal NotTheName() => Refusal.Field("companyName", "mismatch", "This is not the company's name. Type it exactly as it stands above.");

    /// <summary>The settings as they are.</summary>
    public async Task<CompanyView> Get(Actor actor, CancellationToken stop)
    {
        actor.Require(Area.Account, Level.Read, Reach.All);
        await using var db = await store.Open(actor, stop);
        var account = await Own(db, actor, stop);
        return new CompanyView(account.Name, account.TimeZone, account.Currency, account.WeekStart, account.Hour24, account.DayAttribution, account.Version)
        {
            Id = account.Id, Slug = account.Slug, CreatedAt = account.CreatedAt, ModifiedAt = account.ModifiedAt,
        };
    }

    /// <summary>Changes the settings. 409 <c>stale_version</c> when somebody else changed them since <paramref name="version"/>.</summary>
    public async Task Change(Actor actor, int version, SaveCompany input, CancellationToken stop)
    {
        actor.Require(Area.Account, Level.Edit, Reach.All);
        Input.Check(input);
        if (!Zones.Knows(input.TimeZone)) throw UnknownZone();
        if (!Enum.IsDefined(input.WeekStart) || input.WeekStart == IsoDayOfWeek.None) throw UnknownDay();
        if (!Enum.IsDefined(input.DayAttribution)) throw UnknownAttribution();
        await using var db = await store.Write(actor, stop);
        var account = await Own(db, actor, stop);
        if (account.Version != version) throw Refusal.Stale("company");
        if (input.Currency != account.Currency && !Currencies.Knows(input.Currency)) throw UnknownCurrency();
        account.Change(input.Name!, input.TimeZone!, input.Currency!, input.WeekStart, input.Hour24, input.DayAttribution);
        db.Record(actor, "account.changed", account);
        await db.Commit(stop);
    }

    /// <summary>To whom the Owner can give the workspace: everybody active who has a sign-in, but not the Owner.</summary>
    public async Task<IReadOnlyList<Choice>> Heirs(Actor actor, CancellationToken stop)
    {
        actor.Require(Area.Account, Level.Edit, Reach.All);
        actor.RequireOwner("transfer the ownership");
        actor.RequireWhole("transfer the ownership");
        await using var db = await store.Open(actor, stop);
        return await db.Employees.Where(row => row.Status == EmployeeStatus.Active && row.PersonId != null && row.Role != Role.Owner)
            .OrderBy(row => row.Name).Select(row => new Choice(row.Id, row.Name)).ToListAsync(stop);
    }

    /// <summary>
    /// Gives the workspace to another employee; the Owner becomes Admin. The company's name is typed as confirmation. Of two at once, one
    /// wins: the other is not the Owner any more.
    /// </summary>
    public async Task Transfer(Actor actor, Guid to, string? companyName, CancellationToken stop)
    {
        actor.Require(Area.Account, Level.Edit, Reach.All);
        actor.RequireOwner("transfer the ownership");
        actor.RequireWhole("transfer the ownership");
        await using var db = await store.Write(actor, stop);
        var account = await Own(db, actor, stop);
        if (!string.Equals(Input.Clean(companyName), account.Name, StringComparison.OrdinalIgnoreCase)) throw NotTheName();
        await EmployeeChanges.HandOver(db, actor, to, stop);
        await db.Commit(stop);
    }

    static async Task<Account> Own(ClockspotDb db, Actor actor, CancellationToken stop) =>
        await db.Accounts.SingleAsync(row => row.Id == actor.AccountId, stop);
}
