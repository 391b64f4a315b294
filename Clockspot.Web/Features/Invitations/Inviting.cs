using System.ComponentModel.DataAnnotations;
using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Employees;
using Clockspot.Features.Mail;
using Clockspot.Features.SignIn;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.Invitations;

/// <summary>Whom to invite, and as what.</summary>
public sealed record InvitePeople
{
    /// <summary>Addresses as they were pasted.</summary>
    [Required(ErrorMessage = "Enter at least one email address."), StringLength(60_000, ErrorMessage = "This is too long. Invite up to 200 people at a time.")]
    public string? Emails { get; init; }

    /// <summary>The role of those who have no record yet.</summary>
    public Role Role { get; init; } = Role.Employee;
}

/// <summary>One person to invite.</summary>
public sealed record InviteOne
{
    /// <summary>The address. A record without a sign-in that has it is opened to it, in the role that it has.</summary>
    [Required(ErrorMessage = "Enter an email address."), StringLength(254, ErrorMessage = "At most 254 characters.")]
    public string? Email { get; init => field = Input.Clean(value); }

    /// <summary>The name of a record that is made for it; made out of the address when it is left out.</summary>
    [StringLength(100, ErrorMessage = "At most 100 characters."), RegularExpression(Input.OneLine, ErrorMessage = Input.OneLineWords)]
    public string? Name { get; init => field = Input.Clean(value); }

    /// <summary>The role of a record that is made for it: never more than the inviter may give.</summary>
    public Role Role { get; init; } = Role.Employee;
}

/// <summary>Somebody who was not invited, and why.</summary>
public sealed record NotInvited(string Typed, string Reason);

/// <summary>What became of a paste.</summary>
/// <param name="Invited">The addresses that were invited.</param>
/// <param name="Left">Those that were not.</param>
/// <param name="Mailed">Mail goes out to them; otherwise their links are there to be copied.</param>
public sealed record InviteResult(IReadOnlyList<string> Invited, IReadOnlyList<NotInvited> Left, bool Mailed);

/// <summary>An invitation that is neither accepted nor revoked.</summary>
/// <param name="Id">Its id.</param>
/// <param name="EmployeeId">The record that it opens.</param>
/// <param name="Name">The record's name.</param>
/// <param name="Email">Where it went.</param>
/// <param name="Role">The record's role.</param>
/// <param name="SentAt">When it was last sent.</param>
/// <param name="ExpiresAt">When its link dies.</param>
/// <param name="InvitedBy">Who sent it last.</param>
/// <param name="Expired">Its link is dead.</param>
/// <param name="MaySend">The actor may send it again and see its link.</param>
/// <param name="Version">The version seen.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ModifiedAt">When it was last changed.</param>
public sealed record InvitationRow(Guid Id, Guid EmployeeId, string Name, string Email, Role Role, Instant SentAt, Instant ExpiresAt, string? InvitedBy, bool Expired, bool MaySend,
    int Version, Instant CreatedAt, Instant ModifiedAt);

/// <summary>Invites people and looks after what is pending. Nobody gives more than they have: Admin comes from the Owner alone.</summary>
public sealed class Inviting(Store store, InvitationMail mail, AddressConfirmation confirmation)
{
    const int Most = 200;

    static readonly Duration lifetime = Duration.FromDays(7);

    static Refusal NobodyTyped() => Refusal.Field("emails", "required", "Enter at least one email address.");
    static Refusal NotAnAddress() => Refusal.Field("email", "invalid", "This is not an address such as name@example.com.");
    static Refusal CannotInvite(string reason) => Refusal.Field("email", "not_invited", reason);
    static Refusal TooManyAtOnce(int count) => Refusal.Field("emails", "too_many", $"These are {count} addresses. Invite up to {Most} at a time.");

    /// <summary>What the form offers: the roles that the actor may give, and whether mail goes out.</summary>
    public (IReadOnlyList<Role> Roles, bool Mails) Offer(Actor actor)
    {
        actor.Require(Area.Employees, Level.Edit, Reach.All);
        return (Giving.RolesOf(actor), mail.GoesOut(actor));
    }

    /// <summary>
    /// Invites whoever can be, and says of each other address why not. A record without a sign-in that has the address is opened to it, in the
    /// role that it has; otherwise a record is made. 409 <c>address_unconfirmed</c> where mail goes out and one's own address is not
    /// confirmed; 429
    /// <c>mail_limit_reached</c>, and nobody is invited, when these are more than go by mail today.
    /// </summary>
    public async Task<InviteResult> Invite(Actor actor, InvitePeople input, CancellationToken stop)
    {
        actor.Require(Area.Employees, Level.Edit, Reach.All);
        Input.Check(input);
        Giving.Require(actor, input.Role);
        var pasted = Addresses.Parse(input.Emails);
        if (pasted.Count == 0) throw NobodyTyped();
        if (pasted.Count > Most) throw TooManyAtOnce(pasted.Count);
        await using var db = await store.Write(actor, stop);
        await confirmation.Require(db, actor, stop);
        var company = await mail.Company(db, actor, stop);
        var records = await Records(db, pasted, stop);
        var numbers = await Numbers.Load(db, stop);
        var room = await mail.Room(db, actor, [.. pasted.Where(one => one.Email is not null).Select(one => one.Email!)], stop);
        var judged = pasted.Select(one => (One: one, Record: one.Email is null ? null
            : records.GetValueOrDefault(one.Email.ToUpperInvariant())))
            .Select(one => (one.One, one.Record, Reason: one.One.Email is not { } email ? "This is not an email address."
                : WhyNot(actor, one.Record) ?? room?.WhyNot(email))).ToList();
        var good = judged.Where(one => one.Reason is null).ToList();
        // All or nobody: whoever is left out would have to be looked for.
        room?.Require(good.Count);
        foreach (var (one, record, _) in good) Send(db, actor, company, record, one.Name, one.Email!, numbers, input.Role, room);
        await db.Commit(stop);
        var rest = judged.Where(one => one.Reason is not null).Select(one => new NotInvited(one.One.Typed, one.Reason!));
        return new InviteResult([.. good.Select(one => one.One.Email!)], [.. rest], mail.GoesOut(actor));
    }

    /// <summary>Invites one person and answers the invitation's id. 422 about <c>email</c> for whoever cannot be; 429
    /// <c>mail_limit_reached</c>; else as <see cref="Invite"/>.</summary>
    public async Task<Guid> Ask(Actor actor, InviteOne input, CancellationToken stop)
    {
        actor.Require(Area.Employees, Level.Edit, Reach.All);
        Input.Check(input);
        Giving.Require(actor, input.Role);
        if (Addresses.Parse(input.Email) is not [{ Email: { } email, Name: null } one] || email != input.Email) throw NotAnAddress();
        await using var db = await store.Write(actor, stop);
        await confirmation.Require(db, actor, stop);
        var record = (await Records(db, [one], stop)).GetValueOrDefault(email.ToUpperInvariant());
        if (WhyNot(actor, record) is { } reason) throw CannotInvite(reason);
        var (company, room) = (await mail.Company(db, actor, stop), await mail.Room(db, actor, [email], stop));
        var invitation = Send(db, actor, company, record, input.Name, email, await Numbers.Load(db, stop), input.Role, room);
        await db.Commit(stop);
        return invitation.Id;
    }

    /// <summary>The invitations that are neither accepted nor revoked, the newest first.</summary>
    public async Task<IReadOnlyList<InvitationRow>> Pending(Actor actor, CancellationToken stop)
    {
        actor.Require(Area.Employees, Level.Read, Reach.All);
        await using var db = await store.Open(actor, stop);
        var rows = await (
            from invitation in db.Invitations
            join employee in db.Employees on invitation.EmployeeId equals employee.Id
            where invitation.AcceptedAt == null && invitation.RevokedAt == null
            orderby invitation.SentAt descending, invitation.Email
            select new InvitationRow(invitation.Id, employee.Id, employee.Name, invitation.Email, employee.Role, invitation.SentAt, invitation.ExpiresAt,
                db.Employees.Where(row => row.Id == invitation.InvitedBy).Select(row => row.Name).FirstOrDefault(), invitation.ExpiresAt <= db.Now, false,
                invitation.Version, invitation.CreatedAt, invitation.ModifiedAt)).ToListAsync(stop);
        return [.. rows.Select(row => row with { MaySend = Giving.May(actor, row.Role) })];
    }

    /// <summary>Sends it again with a new link; the older link is dead at once. It expires anew. 403 when the role is not the actor's to give.</summary>
    public async Task Resend(Actor actor, Guid id, CancellationToken stop)
    {
        actor.Require(Area.Employees, Level.Edit, Reach.All);
        await using var db = await store.Write(actor, stop);
        await confirmation.Require(db, actor, stop);
        var (invitation, employee) = await Find(db, id, stop);
        Giving.Require(actor, employee.Role);
        invitation.Renew(actor.EmployeeId, db.Now, db.Now + lifetime);
        db.Record(actor, "invitation.resent", invitation);
        mail.Post(db, actor, await mail.Company(db, actor, stop), employee.Role, invitation,
            await mail.Room(db, actor, [invitation.Email], stop));
        await db.Commit(stop);
    }

    /// <summary>Takes it back. The record stays, active and without a sign-in: archive it if it is not wanted.</summary>
    public async Task Revoke(Actor actor, Guid id, CancellationToken stop)
    {
        actor.Require(Area.Employees, Level.Edit, Reach.All);
        await using var db = await store.Write(actor, stop);
        var (invitation, employee) = await Find(db, id, stop);
        invitation.Revoke(db.Now);
        db.Record(actor, "invitation.revoked", invitation);
        EmployeeRecords.Uninvite(db, actor, employee);
        await db.Commit(stop);
    }

    /// <summary>The present link, to be handed over by other means. Recorded, since the link has power. 403 when the role is not the actor's to give.</summary>
    public async Task<string> Link(Actor actor, Guid id, CancellationToken stop)
    {
        actor.Require(Area.Employees, Level.Edit, Reach.All);
        await using var db = await store.Write(actor, stop);
        var (invitation, employee) = await Find(db, id, stop);
        Giving.Require(actor, employee.Role);
        db.Record(actor, "invitation.link_shown", invitation);
        await db.Commit(stop);
        return mail.Link(invitation);
    }

    Invitation Send(ClockspotDb db, Actor actor, string company, Employee? record, string? name, string email, Numbers numbers, Role role,
        MailRoom? room)
    {
        if (record is not null) EmployeeRecords.Invite(db, actor, record);
        else record = EmployeeRecords.AddInvited(db, actor, numbers.Next(), name ?? Addresses.NameFrom(email), email, role);
        var invitation = new Invitation(actor.AccountId, Ids.New(db.Now), record.Id, email, actor.EmployeeId, db.Now, db.Now + lifetime);
        db.Invitations.Add(invitation);
        db.Record(actor, "invitation.sent", invitation);
        mail.Post(db, actor, company, record.Role, invitation, room);
        return invitation;
    }

    static string? WhyNot(Actor actor, Employee? record) => record switch
    {
        null => null,
        { Status: EmployeeStatus.Archived } => $"{record.Name} left. Restore the record first.",
        { PersonId: not null } => "Works here already.",
        { Status: EmployeeStatus.Invited } => "Is invited already. Send it again under Invitations.",
        _ => Giving.May(actor, record.Role) ? null : $"The record of {record.Name} has the role {record.Role.Title()}; only the Owner can invite it.",
    };

    /// <summary>The records that have one of the addresses, themselves or by their sign-in.</summary>
    static async Task<Dictionary<string, Employee>> Records(ClockspotDb db, IReadOnlyList<PastedAddress> pasted, CancellationToken stop)
    {
        var wanted = pasted.Where(one => one.Email is not null).Select(one => one.Email!.ToUpperInvariant()).ToList();
        // Whoever has not proven an address blocks nobody who has it.
        var proven = db.Users.Where(person => person.EmailConfirmed && wanted.Contains(person.NormalizedEmail!));
        var signIns = await db.Employees
            .Join(proven, row => row.PersonId, person => person.Id, (record, person) => new { Record = record, person.NormalizedEmail })
            .ToListAsync(stop);
        var found = signIns.ToDictionary(row => row.NormalizedEmail!, row => row.Record);
        foreach (var record in await db.Employees.Where(row => wanted.Contains(row.NormalizedEmail!)).ToListAsync(stop))
            found.TryAdd(record.NormalizedEmail!, record);
        return found;
    }

    static async Task<(Invitation, Employee)> Find(ClockspotDb db, Guid id, CancellationToken stop)
    {
        var invitation = await db.Invitations.SingleOrDefaultAsync(row => row.Id == id && row.AcceptedAt == null && row.RevokedAt == null, stop)
            ?? throw Refusal.NotFound("invitation");
        return (invitation, await db.Employees.SingleAsync(row => row.Id == invitation.EmployeeId, stop));
    }
}
