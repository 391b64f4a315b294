using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Microsoft.AspNetCore.Components;

namespace Clockspot.Ui;

/// <summary>
/// The base of every page below <c>/w/{account}</c>, static or interactive: who acts, in which workspace, and what a refusal does to the page.
/// </summary>
public abstract class WorkspacePage : ComponentBase, IDisposable
{
    readonly CancellationTokenSource leaving = new();

    /// <summary>A page that nobody has left yet.</summary>
    protected WorkspacePage() => Stop = leaving.Token;

    /// <summary>The workspace in the address.</summary>
    [Parameter] public string Account { get; set; } = "";

    [CascadingParameter] HttpContext? Http { get; set; }
    [Inject] PageActor PageActor { get; set; } = null!;
    [Inject] NavigationManager Navigation { get; set; } = null!;
    [Inject] Flash Flash { get; set; } = null!;

    /// <summary>Who looks at the page. For hiding buttons; use-cases get the actor that <see cref="Run"/> makes.</summary>
    protected Actor Actor { get; private set; } = null!;

    /// <summary>The workspace.</summary>
    protected WorkspaceBasics Workspace { get; private set; } = null!;

    /// <summary>How this workspace writes times, hours and dates.</summary>
    protected Formats Formats { get; private set; } = null!;

    /// <summary>What was refused last; the page shows it, and fields take their errors from it.</summary>
    protected Refusal? Refused { get; set; }

    /// <summary>Ends when the page is left.</summary>
    protected CancellationToken Stop { get; }

    /// <summary>True while the page is shown by a live circuit instead of by a request.</summary>
    protected bool IsLive => RendererInfo.IsInteractive;

    /// <summary>Comes in, then loads.</summary>
    protected override async Task OnInitializedAsync()
    {
        await Run(Load);
    }

    /// <summary>Reads what the page shows. Runs on first view; call it through <see cref="Run"/> to read again.</summary>
    protected virtual Task Load(Actor actor) => Task.CompletedTask;

    /// <summary>Runs a use-case as whoever is signed in at this moment. A refusal is kept for the page to show. True when it went through.</summary>
    protected async Task<bool> Run(Func<Actor, Task> operation)
    {
        try
        {
            var entered = await PageActor.Enter(Account, Stop);
            (Actor, Workspace) = (entered.Actor, entered.Workspace);
            Formats = new Formats(Workspace);
            Refused = null;
            await operation(Actor);
            return true;
        }
        catch (Refusal refusal) when (refusal.Status == 401)
        {
            Navigation.NavigateTo($"/sign-in?returnUrl={Uri.EscapeDataString(new Uri(Navigation.Uri).PathAndQuery)}", forceLoad: true);
            return false;
        }
        catch (Refusal refusal) when (refusal.Code == Members.NeedsTwoStep)
        {
            Navigation.NavigateTo(PageActor.SetUpTwoStep(Account), forceLoad: true);
            return false;
        }
        catch (Refusal refusal)
        {
            Refused = refusal;
            // What another service did is told on a page that is whole: a proxy would put its own in the place of one with 502.
            Http.AnswerWith(refusal.Status < 500 ? refusal.Status : StatusCodes.Status409Conflict);
            return false;
        }
    }

    /// <summary>The address of a page of this workspace: <c>To("jobs")</c>.</summary>
    protected string To(string page) => page.Length == 0 ? $"/w/{Account}" : $"/w/{Account}/{page}";

    /// <summary>Goes to a page of this workspace after a form was taken, with a notice there.</summary>
    protected void Leave(string page, string notice) => Leave(page, new Notice(notice));

    /// <summary>The same with a notice that offers an undo.</summary>
    protected void Leave(string page, Notice notice)
    {
        Flash.Set(notice);
        Navigation.NavigateTo(To(page));
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets go of what the page listens to.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing) return;
        leaving.Cancel();
        leaving.Dispose();
    }
}
