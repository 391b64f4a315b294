using Clockspot.Features.Mail;

namespace Clockspot.Features.SignIn;

/// <summary>The mails of this slice, in one place that a translator could take.</summary>
static class Letters
{
    public static Letter Confirm(Person person, Verbatim link) => To(person, MailKind.Confirmation, $"Confirm your address for Clockspot", $"""
        Hello {person.Name},

        please confirm that this address is yours, so that you can invite people to your workspace:

        {link}

        It asks for the password that you chose, unless you are signed in. The link holds for a day. If you did not open or join a
        workspace at Clockspot, ignore this mail: without it nobody can confirm your address.
        """);

    /// <summary>
    /// To whoever has proven an address under which somebody made another sign-in. Nothing that this somebody wrote stands in it; since
    /// anybody can cause it, it is counted like the mail in whose place it goes.
    /// </summary>
    public static Letter Known(Person holder, Verbatim signIn, Verbatim forgot) => To(holder, MailKind.Confirmation, $"Your address was used at Clockspot", $"""
        Hello {holder.Name},

        somebody, perhaps you, opened or joined a workspace at Clockspot under this address. You have a sign-in with it already, and
        an address belongs to one sign-in. The new one cannot be confirmed, invites nobody and opens nothing of yours.

        If it was you, sign in with the sign-in that you have, and open or join the workspace there:

        {signIn}

        If it was not you, there is nothing that you must do. A new password for your sign-in ends the other one at once:

        {forgot}
        """);

    public static Letter Reset(Person person, Verbatim link) => To(person, MailKind.Reset, $"Choose a new password for Clockspot", $"""
        Hello {person.Name},

        somebody, hopefully you, asked for a new password for your sign-in at Clockspot. Choose it here:

        {link}

        The link works once and holds for a day. If it was not you, ignore this mail: your password stays as it is.
        """);

    public static Letter Changed(Person person, Verbatim link) => To(person, MailKind.Notice, $"Your Clockspot password was changed", $"""
        Hello {person.Name},

        the password of your sign-in at Clockspot was changed just now, and every other sign-in was ended.

        If it was not you, choose a new password at once:

        {link}
        """);

    static Letter To(Person person, MailKind kind, MailText subject, MailText body) =>
        new(new MailCause(null, person.Id, person.IsDemo), kind, person.Email!, subject, body);
}
