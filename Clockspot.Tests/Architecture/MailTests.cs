using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Architecture;

/// <summary>Who writes mail, what may stand in it as it is, and who may write to others.</summary>
public sealed class MailTests
{
    /// <summary>What goes into mail as it is, each with what it is.</summary>
    static readonly Dictionary<string, string> verbatim = new(StringComparer.Ordinal)
    {
        ["AddressConfirmation.Send"] = "the link to confirm",
        ["PasswordReset.Post"] = "the link to reset",
        ["PasswordReset.Choose"] = "the page to reset",
        ["Profile.ChangePassword"] = "the page to reset",
        ["InvitationMail.Post"] = "the link of the invitation",
        ["KeyRing.Add"] = "the page of keys",
        ["KeyExpiry.Tell"] = "the page of keys, and a day",
        ["KeyLetters.Power"] = "scopes, in the program's words",
        ["Authorizing.Grant"] = "the page of connections, and a time",
        ["ConnectionLetters.Granted"] = "scopes in the program's words, and the host that a client comes from, which has to be compared",
    };

    /// <summary>The use-cases that write to others, whom nobody asked.</summary>
    static readonly string[] toOthers = ["Inviting.Ask", "Inviting.Invite", "Inviting.Resend"];

    static IEnumerable<string> Callers(string type, params string[] methods) => Built.Uses
        .Where(use => use.Member is { } member && member.DeclaringType.FullName == type && methods.Contains(member.Name)
            && use.From.FullName != type).Select(use => use.Place);

    [Fact]
    public void Mail_is_written_by_the_postbox_alone() => Rule.Listed("Limits, names and whose a mail is are decided in one place.",
        Callers("Clockspot.Features.Mail.MailMessage", ".ctor"), ["Postbox.Written"]);

    [Fact]
    public void What_goes_into_mail_as_it_is_is_listed() => Rule.Listed("Everything else is a name, and written as one.",
        Callers("Clockspot.Features.Mail.Verbatim", ".ctor"), verbatim.Keys);

    [Fact]
    public void Whoever_writes_to_others_asks_first_whether_the_address_is_confirmed() =>
        Rule.Holds("AddressConfirmation.Require stands beside the room for the mail.",
        Callers("Clockspot.Features.Invitations.InvitationMail",
            "Room").Except(Callers("Clockspot.Features.SignIn.AddressConfirmation", "Require"), StringComparer.Ordinal));

    [Fact]
    public void Room_to_write_to_others_is_asked_for_by_invitations_alone() =>
        Rule.Listed("What writes to others is listed.", Callers("Clockspot.Features.Mail.Postbox", "Room"), ["InvitationMail.Room"]);

    [Fact]
    public async Task No_use_case_writes_to_others_for_somebody_whose_address_is_not_confirmed()
    {
        Rule.Listed("These write to others.", await Writers(confirmed: true), toOthers);
        Rule.Listed("Nobody writes to others before the own address is confirmed.", await Writers(confirmed: false), []);
    }

    /// <summary>The use-cases that leave a mail to somebody else.</summary>
    static async Task<IReadOnlyList<string>> Writers(bool confirmed)
    {
        await using var world = new World(StuckMailer.Into);
        var scene = await Scene.Make(world);
        string own;
        await using (var db = await world.Store.WriteSystem("test", default))
        {
            own = (await db.Users.SingleAsync(person => person.Id == scene.Owner.PersonId)).NormalizedEmail!;
            await db.Users.ExecuteUpdateAsync(row => row.SetProperty(person => person.EmailConfirmed, confirmed));
            await db.Commit(default);
        }
        var writers = new List<string>();
        foreach (var one in UseCase.All)
        {
            await Record.ExceptionAsync(() => one.Call(world.Services, scene.Owner, scene.Ids["invitations"]));
            await using var db = await world.Store.WriteSystem("test", default);
            if (await db.Mail.AnyAsync(mail => mail.NormalizedTo != own)) writers.Add(one.Name);
            // The next one finds nobody invited under the address that every use-case is given, and no mail.
            await db.Mail.ExecuteDeleteAsync();
            await db.Accounts.ExecuteUpdateAsync(row => row.SetProperty(account => account.ClosedAt, (Instant?)null));
            await db.Employees.IgnoreQueryFilters().Where(row => row.Email == "somebody.new@example.com")
                .ExecuteUpdateAsync(row => row.SetProperty(employee => employee.Email, (string?)null)
                    .SetProperty(employee => employee.NormalizedEmail, (string?)null));
            await db.Invitations.IgnoreQueryFilters().Where(row => row.Id == scene.Ids["invitations"])
                .ExecuteUpdateAsync(row => row.SetProperty(invitation => invitation.RevokedAt, (Instant?)null));
            await db.Commit(default);
        }
        return writers;
    }
}
