using Clockspot.Api;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using NodaTime;

namespace Clockspot.Features.Invitations;

/// <summary>Where an invitation stands. Those that were accepted or taken back are in no list.</summary>
public enum InvitationStatus
{
    /// <summary>Its link can be used.</summary>
    Pending,
    /// <summary>Its link is dead, until it is sent again.</summary>
    Expired,
}

/// <summary>An invitation: asks the holder of an address to sign in to an employee's record.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="EmployeeId">The record that it opens.</param>
/// <param name="Name">The name on that record.</param>
/// <param name="Email">The address that was invited.</param>
/// <param name="Role">The role of the record.</param>
/// <param name="Status">Whether its link can still be used.</param>
/// <param name="SentAt">When it was last sent.</param>
/// <param name="ExpiresAt">When its link dies.</param>
/// <param name="Link">The link, to be handed over: only in the answer that makes or renews it, and only where no mail goes out. Null under an Idempotency-Key, since such answers are kept.</param>
/// <param name="Version">Counts up at each change.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ModifiedAt">When it was last changed.</param>
public sealed record InvitationShape(Guid Id, Guid EmployeeId, string Name, string Email, Role Role, InvitationStatus Status, Instant SentAt, Instant ExpiresAt, string? Link,
    int Version, Instant CreatedAt, Instant ModifiedAt) : IVersionedShape
{
    internal static InvitationShape Of(InvitationRow row) => new(row.Id, row.EmployeeId, row.Name, row.Email, row.Role, row.Expired ? InvitationStatus.Expired : InvitationStatus.Pending,
        row.SentAt, row.ExpiresAt, null, row.Version, row.CreatedAt, row.ModifiedAt);
}

static class InvitationsApi
{
    const string Tag = "Invitations";
    static readonly ApiNeed see = new(Area.Employees, Level.Read, Reach.All);
    static readonly ApiNeed edit = new(Area.Employees, Level.Edit, Reach.All);

    static readonly InvitationShape example = new(ApiExample.Id(11), ApiExample.Id(3), "Ann Archer", "ann@example.com", Role.Employee, InvitationStatus.Pending, ApiExample.At,
        ApiExample.At + Duration.FromDays(7), null, 1, ApiExample.At, ApiExample.At);

    public static void AddInvitations(this ApiRoutes api)
    {
        api.Add(new("GET", "/invitations", "listInvitations", "List invitations")
        {
            Tag = Tag, Needs = see, IsList = true, Description = "Those that are neither accepted nor taken back.", Answer = typeof(InvitationShape), AnswerExample = example,
            Query = [QueryParameter.Status([.. Enum.GetValues<InvitationStatus>().Select(ApiJson.Word)]), QueryParameter.EmployeeId, QueryParameter.ModifiedSince],
            Run = List,
        });
        api.Add(new("POST", "/invitations", "invite", "Invite somebody")
        {
            Tag = Tag, Needs = edit, SendsMail = true, Failures = [(429, "mail_limit_reached")],
            Description = "A record without a sign-in that has the address is opened to it, in the role that it has; otherwise a record is made, with the next free number. 422 when the address belongs to somebody "
                + "who works here, is invited already, or left. Where no mail goes out, `link` is what to hand over; leave the `Idempotency-Key` out to get it. Invitations are also counted by person, as on the page: at most 60 an hour unless the server is set otherwise. "
                + "429 `mail_limit_reached` when the workspace, the person or the address has had its share of mail in 24 hours.",
            Body = typeof(InviteOne), BodyExample = new InviteOne { Email = "ann@example.com", Name = "Ann Archer" }, Status = 201, Answer = typeof(InvitationShape), AnswerExample = example,
            Run = call => call.Make(Inviting(call).Ask(call.Actor, call.Body<InviteOne>(), call.Stop), id => WithLink(call, id)),
        });
        api.Add(new("POST", "/invitations/{id}/resend", "resendInvitation", "Send an invitation again")
        {
            Tag = Tag, Needs = edit, SendsMail = true, Failures = [(429, "mail_limit_reached")], Description = "It has a new link and expires anew; the older link is dead at once.", Body = typeof(VersionInput), BodyOptional = true,
            Answer = typeof(InvitationShape), AnswerExample = example with { Version = 2 },
            Run = async call =>
            {
                await call.Toggle(() => Read(call, call.Id()), () => Inviting(call).Resend(call.Actor, call.Id(), call.Stop));
                return ApiAnswer.Ok(await WithLink(call, call.Id()));
            },
        });
        api.Add(new("DELETE", "/invitations/{id}", "revokeInvitation", "Take an invitation back")
        {
            Tag = Tag, Needs = edit, Description = "Its link is dead at once. The employee's record stays, without a sign-in.", Status = 204,
            Run = async call =>
            {
                await Inviting(call).Revoke(call.Actor, call.Id(), call.Stop);
                return ApiAnswer.Nothing;
            },
        });
    }

    static Inviting Inviting(ApiCall call) => call.Use<Inviting>();

    static async Task<ApiAnswer> List(ApiCall call)
    {
        var (status, since, employees) = (call.Choice<InvitationStatus>("status"), call.Instant("modifiedSince"), call.Ids("employeeId"));
        var rows = (await Inviting(call).Pending(call.Actor, call.Stop)).Select(InvitationShape.Of)
            .Where(row => (status is null || row.Status == status) && (since is null || row.ModifiedAt >= since) && (employees.Count == 0 || employees.Contains(row.EmployeeId)));
        return call.Page([.. rows], row => row.Id);
    }

    static async Task<InvitationShape> Read(ApiCall call, Guid id) =>
        (await Inviting(call).Pending(call.Actor, call.Stop)).Where(row => row.Id == id).Select(InvitationShape.Of).SingleOrDefault() ?? throw Refusal.NotFound("invitation");

    static async Task<InvitationShape> WithLink(ApiCall call, Guid id)
    {
        var shape = await Read(call, id);
        return call.IsKept || Inviting(call).Offer(call.Actor).Mails ? shape : shape with { Link = await Inviting(call).Link(call.Actor, id, call.Stop) };
    }
}
