using Clockspot.Domain;
using Clockspot.Ui;
using Microsoft.AspNetCore.Components;

namespace Clockspot.Features.SignIn;

/// <summary>What the plain form pages outside a workspace share: what a refusal does to them, and where they go.</summary>
public abstract class FormPage : ComponentBase
{
    [CascadingParameter] HttpContext? Context { get; set; }
    [Inject] NavigationManager Navigation { get; set; } = null!;
    [Inject] Flash Flash { get; set; } = null!;

    /// <summary>The request.</summary>
    protected HttpContext Http => Context ?? throw new InvalidOperationException("This page is static.");

    /// <summary>What was refused last.</summary>
    protected Refusal? Refused { get; set; }

    /// <summary>Ends when the browser gives up.</summary>
    protected CancellationToken Stop => Http.RequestAborted;

    /// <summary>Runs a use-case; a refusal is kept for the page to show. True when it went through.</summary>
    protected async Task<bool> Try(Func<Task> operation)
    {
        try
        {
            Refused = null;
            await operation();
            return true;
        }
        catch (Refusal refusal) when (refusal.Status == 401)
        {
            Go("/sign-in");
            return false;
        }
        catch (Refusal refusal)
        {
            Refused = refusal;
            if (!Http.Response.HasStarted) Http.Response.StatusCode = refusal.Status;
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
