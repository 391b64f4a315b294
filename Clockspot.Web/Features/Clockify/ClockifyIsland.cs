using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Ui;
using Microsoft.AspNetCore.Components;

namespace Clockspot.Features.Clockify;

/// <summary>A live part of a page: who acts, how the workspace writes times, and what a refusal does, with or without a circuit.</summary>
public abstract class ClockifyIsland : ComponentBase, IDisposable
{
    readonly CancellationTokenSource leaving = new();

    /// <summary>An island that nobody has left yet.</summary>
    protected ClockifyIsland() => Stop = leaving.Token;

    /// <summary>The workspace in the address.</summary>
    [Parameter, EditorRequired] public string Account { get; set; } = "";

    [Inject] PageActor PageActor { get; set; } = null!;

    /// <summary>Where the page is.</summary>
    [Inject] protected NavigationManager Navigation { get; set; } = null!;

    /// <summary>The workspace; null until somebody came in.</summary>
    protected WorkspaceBasics? Here { get; private set; }

    /// <summary>How the workspace writes times; null until somebody came in.</summary>
    protected Formats? Formats { get; private set; }

    /// <summary>True in a demo.</summary>
    protected bool IsSample { get; private set; }

    /// <summary>What our own door refused last.</summary>
    protected Refusal? Refused { get; private set; }

    /// <summary>Ends when the page is left.</summary>
    protected CancellationToken Stop { get; }

    /// <summary>Acts as whoever is signed in at this moment. A refusal is kept to be shown.</summary>
    protected async Task As(Func<Actor, Task> operation)
    {
        try
        {
            var (actor, workspace) = await PageActor.Enter(Account, Stop);
            (Here, Formats, IsSample, Refused) = (workspace, new Formats(workspace), actor.IsDemo, null);
            await operation(actor);
        }
        catch (Refusal refusal) when (refusal.Status == 401 && RendererInfo.IsInteractive)
        {
            if (!Stop.IsCancellationRequested) Navigation.Refresh(forceReload: true);
        }
        catch (Refusal refusal)
        {
            Refused = refusal;
        }
        catch (OperationCanceledException) when (Stop.IsCancellationRequested)
        {
            // The page was left; nobody looks any more.
        }
    }

    /// <summary>Shows what is there by now, unless the page was left.</summary>
    protected void Show()
    {
        if (!Stop.IsCancellationRequested) StateHasChanged();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets go of what the island listens to.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing) return;
        leaving.Cancel();
        leaving.Dispose();
    }
}
