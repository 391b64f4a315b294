using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Microsoft.AspNetCore.Components;

namespace Clockspot.Ui;

/// <summary>The base of static pages outside a workspace that take a form: who is signed in, if anybody, and what a refusal does to the page.</summary>
public abstract class GuestPage : ComponentBase
{
    [CascadingParameter] HttpContext? Context { get; set; }
    [Inject] NavigationManager Navigation { get; set; } = null!;
    [Inject] Flash Flash { get; set; } = null!;

    /// <summary>The request; such a page is never shown by a circuit.</summary>
    protected HttpContext Http => Context ?? throw new InvalidOperationException("This page is static.");

    /// <summary>What was refused last; the page shows it, and fields take their errors from it.</summary>
    protected Refusal? Refused { get; set; }

    /// <summary>Ends with the request.</summary>
    protected CancellationToken Stop => Http.RequestAborted;

    /// <summary>The sign-in that the request carries, or null. The use-case looks whether it still holds.</summary>
    protected SignedIn? SignedIn => PageActor.SignedInOf(Http.User);

    /// <summary>Where the request came from.</summary>
    protected Origin Origin => new(Channel.Web, Http.Connection.RemoteIpAddress?.ToString(), Http.TraceIdentifier);

    /// <summary>Runs a use-case. A refusal is kept for the page to show. True when it went through.</summary>
    protected async Task<bool> Run(Func<Task> operation)
    {
        try
        {
            Refused = null;
            await operation();
            return true;
        }
        catch (Refusal refusal) when (refusal.Status == 401)
        {
            // The sign-in may hold and still not do, as a demo's: it is asked for anew, and leads back here.
            Go($"/sign-in?again=true&returnUrl={Uri.EscapeDataString(Http.Request.Path + Http.Request.QueryString)}");
            return false;
        }
        catch (Refusal refusal)
        {
            Refused = refusal;
            Http.AnswerWith(refusal.Status);
            return false;
        }
    }

    /// <summary>Goes to a path of this site, with a notice there when one is given.</summary>
    protected void Go(string path, string? notice = null)
    {
        if (notice is not null) Flash.Set(new Notice(notice));
        Navigation.NavigateTo(path);
    }
}
