using System.ComponentModel.DataAnnotations;
using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Accounts;
using Clockspot.Features.Employees;
using Clockspot.Features.Mail;
using Clockspot.Features.SignIn;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Features.Invitations;

/// <summary>What somebody new types to accept.</summary>
public sealed record AcceptAsNew
{
    /// <summary>The person's name.</summary>
    [Required(ErrorMessage = "Enter your name."), StringLength(100, ErrorMessage = "At most 100 characters.")]
    [RegularExpression(Input.OneLine, ErrorMessage = Input.OneLineWords)]
    public string? Name { get; init => field = Input.Clean(value); }

    /// <summary>The password.</summary>
    [Required(ErrorMessage = "Enter a password."), StringLength(200, ErrorMessage = "At most 200 characters.")]
    public string? Password { get; init; }
}

/// <summary>What an invitation says to whoever holds its link.</summary>
/// <param name="Company">Which company.</param>
/// <param name="Role">As what.</param>
/// <param name="InvitedBy">By whom.</param>
/// <param name="Email">Where it went.</param>
/// <param name="Name">The record's name, when somebody gave one.</param>
/// <param name="HasSignIn">Somebody signs in under that address already. Said to those alone who read the address's mail, and where no
/// mail goes out.</param>
/// <param name="You">Whoever is signed in and can accept: name and address; null for nobody.</param>
public sealed record InvitationView(string Company, Role Role, string? InvitedBy, string Email, string? Name, bool HasSignIn, (string Name, string Email)? You)
{
    /// <summary>Whoever is signed in has another address than the one that was invited.</summary>
    public bool ForAnother => You is { } you && !you.Email.Equals(Email, StringComparison.OrdinalIgnoreCase);
}

/// <summary>
/// Accepts invitations. Has no actor: whoever holds the link may, once. The token names the account, and the operation is confined to it.
/// </summary>
public sealed class Accepting(Store store, InvitationLinks links, Postbox postbox, AddressConfirmation confirmation, AddressProof proof,
    IServiceScopeFactory scopes)
{
    static Refusal Unknown() => new("not_found", 404, "This link does not work", "It is not complete, or it is not ours. Copy the whole link from the mail, or ask for a new invitation.");
    static Refusal Used() => new("invitation_used", 409, "This invitation was accepted already", "A link works once. If it was you, sign in; otherwise ask who invited you.");
    static Refusal Revoked() => new("invitation_revoked", 409, "This invitation was taken back", "Ask who invited you whether you should join.");
    static Refusal Expired() => new("invitation_expired", 409, "This link has expired", "A link holds for seven days. Ask who invited you to send it again.");
    static Refusal Replaced() => new("invitation_expired", 409, "This link has expired", "A newer link was sent. Use the newest mail, or ask who invited you to send it again.");
    static Refusal OtherAddress() => new("invitation_other_address", 409, "The invitation went to another address",
        "You are signed in under another address than the one that was invited. Say that you accept with this sign-in, or sign in under the other.");

    /// <summary>What the invitation says. 404 when the link is none of ours; 409 <c>invitation_used</c>, <c>_revoked</c>, <c>_expired</c>.</summary>
    public async Task<InvitationView> Look(string? token, SignedIn? signedIn, CancellationToken stop)
    {
        var read = links.Read(token) ?? throw Unknown();
        await using var db = await store.Open(Nobody(read), stop);
        var (invitation, employee, account) = await Find(db, read, stop);
        var by = await db.Employees.Where(row => row.Id == invitation.InvitedBy).Select(row => row.Name).SingleOrDefaultAsync(stop);
        var you = signedIn is null ? null : await signedIn.Find(db, stop);
        var hasSignIn = await MayTell(db, invitation, account, stop) && await proof.HasSignIn(db, invitation.Email, stop);
        return new InvitationView(account.Name, employee.Role, by, invitation.Email, Unnamed(invitation, employee) ? null : employee.Name,
            hasSignIn, you is null ? null : (you.Name, you.Email!));
    }

    /// <summary>
    /// Makes a sign-in under the invited address and joins. The address counts as confirmed when the link can only have come to it by
    /// mail; when it was shown to somebody, who may have handed it to anybody, a mail asks to confirm. 422 <c>taken</c> when the address
    /// has a sign-in and that may be told. In a demo the sign-in gets an address that is nobody's.
    /// </summary>
    public async Task<(string Slug, Person Person)> Accept(string? token, AcceptAsNew input, Origin origin, CancellationToken stop)
    {
        Input.Check(input);
        var read = links.Read(token) ?? throw Unknown();
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Register>().Prepare(input.Password);
        await using var db = await store.Write(await Guest(read, stop), stop);
        var (invitation, employee, account) = await Find(db, read, stop);
        if (await MayTell(db, invitation, account, stop)) await proof.RequireFree(db, invitation.Email, stop);
        var (isDemo, isProven) = (account.DemoUntil is not null, await CameByMail(db, invitation, account, stop));
        var person = await scope.ServiceProvider.GetRequiredService<Register>()
            .Add(db, input.Name!, isDemo ? DemoAddress(db, account) : invitation.Email, input.Password!, isProven, isDemo, account.Name);
        await confirmation.Send(db, person, stop);
        await Join(db, invitation, employee, person, origin, stop);
        if (isProven) await proof.Settle(person, CancellationToken.None);
        return (account.Slug, person);
    }

    /// <summary>
    /// Joins with the sign-in that is there; a link that can only have come by mail proves its address. Under another address than the
    /// invited one it asks first (409 <c>invitation_other_address</c>) until <paramref name="asOther"/> says yes, and is recorded as
    /// such. 409 <c>already_member</c> when the person has a record here.
    /// </summary>
    public async Task<string> Accept(string? token, SignedIn signedIn, bool asOther, Origin origin, CancellationToken stop)
    {
        var read = links.Read(token) ?? throw Unknown();
        await using var db = await store.Write(await Guest(read, stop), stop);
        var (invitation, employee, account) = await Find(db, read, stop);
        var person = await signedIn.Find(db, stop) ?? throw Refusal.SignedOut();
        if (!asOther && IsOther(invitation, person)) throw OtherAddress();
        var proves = !IsOther(invitation, person) && !person.EmailConfirmed && await CameByMail(db, invitation, account, stop);
        await Join(db, invitation, employee, person, origin, stop);
        if (proves) await proof.Prove(person.Id, CancellationToken.None);
        return account.Slug;
    }

    static async Task Join(ClockspotDb db, Invitation invitation, Employee employee, Person person, Origin origin, CancellationToken stop)
    {
        var actor = new Actor
        {
            AccountId = invitation.AccountId, PersonId = person.Id, EmployeeId = employee.Id, Name = person.Name, Role = employee.Role,
            Channel = origin.Channel, Ip = origin.Ip, RequestId = origin.RequestId,
        };
        await EmployeeRecords.Join(db, actor, employee, Unnamed(invitation, employee) ? person.Name : null, stop);
        invitation.Accept(db.Now);
        db.Record(actor, IsOther(invitation, person) ? "invitation.accepted_as_other" : "invitation.accepted", invitation);
        await db.Commit(stop);
    }

    static async Task<(Invitation, Employee, Account)> Find(ClockspotDb db, InvitationToken token, CancellationToken stop)
    {
        var account = await db.Accounts.SingleOrDefaultAsync(row => row.Id == token.Account, stop);
        var invitation = await db.Invitations.SingleOrDefaultAsync(row => row.Id == token.Invitation, stop);
        if (account is null || invitation is null || account.ClosedAt is not null || account.DemoUntil <= db.Now) throw Unknown();
        if (invitation.AcceptedAt is not null) throw Used();
        if (invitation.RevokedAt is not null) throw Revoked();
        if (invitation.Serial != token.Serial) throw Replaced();
        if (invitation.ExpiresAt <= db.Now) throw Expired();
        var employee = await db.Employees.SingleAsync(row => row.Id == invitation.EmployeeId, stop);
        // Who invited may have lost the right to give this role since, or the record may have been raised to a role that was never theirs to give.
        if (employee.Role == Role.Admin && !await db.Employees.AnyAsync(row => row.Id == invitation.InvitedBy && row.Role == Role.Owner, stop)) throw Revoked();
        return (invitation, employee, account);
    }

    /// <summary>
    /// Whether the holder of the link may hear that the address has a sign-in: it is their own address, or nobody could be told by mail.
    /// </summary>
    async Task<bool> MayTell(ClockspotDb db, Invitation invitation, Account account, CancellationToken stop) =>
        account.DemoUntil is null && (!postbox.Delivers || await CameByMail(db, invitation, account, stop));

    /// <summary>
    /// Of a domain that can never receive mail (RFC 2606, section 2), so that no demo takes the address of somebody real.
    /// </summary>
    static string DemoAddress(ClockspotDb db, Account account) => $"{Ids.New(db.Now):N}@{account.Slug}.demo.invalid";

    async Task<bool> CameByMail(ClockspotDb db, Invitation invitation, Account account, CancellationToken stop) =>
        postbox.Delivers && account.DemoUntil is null
        && !await db.AuditEvents.AnyAsync(row => row.SubjectId == invitation.Id && row.Name == "invitation.link_shown", stop);

    static bool IsOther(Invitation invitation, Person person) => !person.IsDemo
        && !string.Equals(invitation.Email, person.Email, StringComparison.OrdinalIgnoreCase);

    static bool Unnamed(Invitation invitation, Employee employee) => employee.Name == Addresses.NameFrom(invitation.Email);

    /// <summary>Whoever joins a demo stands in the line of demos and is counted with them.</summary>
    async Task<Actor> Guest(InvitationToken token, CancellationToken stop)
    {
        await using var db = await store.Open(Nobody(token), stop);
        return Nobody(token) with { IsDemo = await db.Accounts.AnyAsync(row => row.Id == token.Account && row.DemoUntil != null, stop) };
    }

    static Actor Nobody(InvitationToken token) => Actor.System(token.Account, "invitation");
}
