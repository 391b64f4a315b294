using System.Security.Claims;
using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Microsoft.AspNetCore.Components;

namespace Clockspot.Ui;

/// <summary>The base of static pages outside a workspace that take a form: who is signed in, if anybody, and what a refusal does to the page.</summary>
public abstract class GuestPage : ComponentBase
{
    /// <summary>The request; such a page is never shown by a circuit.</summary>
    [CascadingParameter] protected HttpContext? Http { get; set; }

    /// <summary>Goes elsewhere.</summary>
    [Inject] protected NavigationManager Navigation { get; set; } = null!;

    /// <summary>What was refused last; the page shows it, and fields take their errors from it.</summary>
    protected Refusal? Refused { get; set; }

    /// <summary>Ends with the request.</summary>
    protected CancellationToken Stop => Http?.RequestAborted ?? CancellationToken.None;

    /// <summary>The sign-in that the request carries, or null. The use-case looks whether it still holds.</summary>
    protected SignedIn? SignedIn => Http is not null && PageActor.PersonOf(Http.User) is { } person
        ? new SignedIn(person, Http.User.FindFirstValue(PageActor.StampClaim)) : null;

    /// <summary>Where the request came from.</summary>
    protected Origin Origin => new(Channel.Web, Http?.Connection.RemoteIpAddress?.ToString(), Http?.TraceIdentifier);

    /// <summary>Runs a use-case. A refusal is kept for the page to show. True when it went through.</summary>
    protected async Task<bool> Run(Func<Task> operation)
    {
        try
        {
            Refused = null;
            await operation();
            return true;
        }
        catch (Refusal refusal)
        {
            Refused = refusal;
            Http.AnswerWith(refusal.Status);
            return false;
        }
    }
}
