using System.ComponentModel.DataAnnotations;
using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Employees;
using Clockspot.Features.Mail;
using Clockspot.Features.SignIn;

namespace Clockspot.Features.Accounts;

/// <summary>What a new workspace needs to be told.</summary>
public record NewWorkspace
{
    /// <summary>The company's name.</summary>
    [Required(ErrorMessage = "Enter the company's name."), StringLength(100, ErrorMessage = "At most 100 characters.")]
    [RegularExpression(Input.OneLine, ErrorMessage = Input.OneLineWords)]
    public string? Company { get; init => field = Input.Clean(value); }

    /// <summary>TZDB id of the zone in which days are cut.</summary>
    [Required(ErrorMessage = "Enter a time zone.")]
    public string? TimeZone { get; init => field = Input.Clean(value); }

    /// <summary>ISO 4217 code.</summary>
    [Required(ErrorMessage = "Enter a currency.")]
    public string? Currency { get; init => field = Input.Clean(value); }
}

/// <summary>The same, from somebody who has no sign-in yet.</summary>
public sealed record NewWorkspaceAndPerson : NewWorkspace
{
    /// <summary>The person's name.</summary>
    [Required(ErrorMessage = "Enter your name."), StringLength(100, ErrorMessage = "At most 100 characters.")]
    [RegularExpression(Input.OneLine, ErrorMessage = Input.OneLineWords)]
    public string? Name { get; init => field = Input.Clean(value); }

    /// <summary>The person's address.</summary>
    [Required(ErrorMessage = "Enter your email address."), EmailAddress(ErrorMessage = "This is not an address such as name@example.com.")]
    [StringLength(254, ErrorMessage = "At most 254 characters."), RegularExpression(@"[^\p{C}\s]*", ErrorMessage = "An address has no spaces.")]
    public string? Email { get; init => field = Input.Clean(value); }

    /// <summary>The password.</summary>
    [Required(ErrorMessage = "Enter a password."), StringLength(200, ErrorMessage = "At most 200 characters.")]
    public string? Password { get; init; }
}

/// <summary>A workspace that was opened.</summary>
/// <param name="Slug">Its name in addresses.</param>
/// <param name="Person">Its Owner's sign-in.</param>
public sealed record OpenedWorkspace(string Slug, Person Person);

/// <summary>Opens workspaces. Has no actor: nobody belongs to a workspace that is not there yet.</summary>
public sealed class OpenWorkspace(Store store, IServiceScopeFactory scopes, Postbox postbox, AddressConfirmation confirmation, AddressProof proof,
    IConfiguration settings)
{
    static Refusal SignUpClosed() => new("sign_up_closed", 403, "New workspaces are closed here",
        "Whoever runs this installation lets nobody open a workspace. To join one that exists, ask for an invitation.");
    static Refusal UnknownZone() => Refusal.Field("timeZone", "unknown", "Choose a time zone from the list.");
    static Refusal UnknownCurrency() => Refusal.Field("currency", "unknown", "Choose a currency from the list.");

    /// <summary>Refuses with 403 <c>sign_up_closed</c> where <c>SignUp:Open</c> is false.</summary>
    public void RequireOpen()
    {
        if (!settings.GetValue("SignUp:Open", true)) throw SignUpClosed();
    }

    /// <summary>Who is signed in, or null: then the form asks for a person, too. No actor: it tells somebody their own name.</summary>
    public async Task<(string Name, string Email)?> Who(SignedIn? signedIn, CancellationToken stop)
    {
        if (signedIn is null) return null;
        await using var db = await store.OpenSystem("who opens a workspace", stop);
        return await signedIn.Find(db, stop) is { } person ? (person.Name, person.Email!) : null;
    }

    /// <summary>
    /// Opens a workspace for somebody new, in one transaction: sign-in, workspace, Owner's record. Where mail goes out it does the same
    /// whether the address has a sign-in or not, and a mail tells its holder; where none goes out, 422 <c>taken</c> when it has one.
    /// </summary>
    public async Task<OpenedWorkspace> Open(NewWorkspaceAndPerson input, Origin origin, CancellationToken stop)
    {
        RequireOpen();
        Check(input);
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Register>().Prepare(input.Password);
        await using var db = await store.WriteSystem("open a workspace", stop);
        if (!postbox.Delivers) await proof.RequireFree(db, input.Email!, stop);
        var person = await scope.ServiceProvider.GetRequiredService<Register>()
            .Add(db, input.Name!, input.Email!, input.Password!, confirmed: !postbox.Delivers, company: input.Company);
        return await Finish(db, input, person, origin, stop);
    }

    /// <summary>Opens a workspace for somebody who is signed in. 401 when that sign-in has ended.</summary>
    public async Task<OpenedWorkspace> Open(NewWorkspace input, SignedIn signedIn, Origin origin, CancellationToken stop)
    {
        RequireOpen();
        Check(input);
        await using var db = await store.WriteSystem("open a workspace", stop);
        return await Finish(db, input, await signedIn.Find(db, stop) ?? throw Refusal.SignedOut(), origin, stop);
    }

    static void Check(NewWorkspace input)
    {
        Input.Check(input);
        if (!Zones.Knows(input.TimeZone)) throw UnknownZone();
        if (!Currencies.Knows(input.Currency)) throw UnknownCurrency();
    }

    async Task<OpenedWorkspace> Finish(ClockspotDb db, NewWorkspace input, Person person, Origin origin, CancellationToken stop)
    {
        var account = new Account(Ids.New(db.Now), await Slugs.Free(db, input.Company!, stop), input.Company!, input.TimeZone!, input.Currency!, db.Now);
        db.Accounts.Add(account);
        var owner = EmployeeRecords.AddOwner(db, account.Id, person.Id, person.Name, person.Email!);
        var actor = new Actor
        {
            AccountId = account.Id, PersonId = person.Id, EmployeeId = owner.Id, Name = person.Name, Role = Role.Owner,
            Channel = origin.Channel, Ip = origin.Ip, RequestId = origin.RequestId,
        };
        db.Record(actor, "account.opened", account);
        await confirmation.Send(db, person, stop);
        await db.Commit(stop);
        return new OpenedWorkspace(account.Slug, person);
    }
}
