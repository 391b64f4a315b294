using System.Security.Claims;
using Clockspot.Data;
using Clockspot.Features.SignIn;
using Clockspot.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using NodaTime;

namespace Clockspot.Hosting;

/// <summary>
/// Stops a circuit whose sign-in has ended: at once when it ended in this process, within some seconds when it ended in another. The
/// circuit is nobody's from then on, and its page is loaded anew, which leads to the sign-in.
/// </summary>
sealed class SignInWatch(AuthenticationStateProvider signIns, NavigationManager navigation, Members members, SessionUse use, LiveFeed feed,
    IClock clock, ILogger<SignInWatch> log)
    : CircuitHandler, IDisposable
{
    static readonly TimeSpan often = TimeSpan.FromSeconds(15);
    static readonly AuthenticationState nobody = new(new ClaimsPrincipal(new ClaimsIdentity()));

    readonly CancellationTokenSource over = new();
    readonly SemaphoreSlim marks = new(0, 1);

    public override async Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        if (PageActor.SignedInOf((await signIns.GetAuthenticationStateAsync()).User) is { } signedIn) _ = Watch(signedIn, over.Token);
    }

    public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken) => over.CancelAsync();

    public void Dispose()
    {
        over.Cancel();
        over.Dispose();
    }

    async Task Watch(SignedIn signedIn, CancellationToken stop)
    {
        using var heard = feed.Subscribe(signedIn.Person, _ => Mark());
        try
        {
            while (await Holds(signedIn, stop)) await marks.WaitAsync(often, stop);
            ((IHostEnvironmentAuthenticationStateProvider)signIns).SetAuthenticationState(Task.FromResult(nobody));
            navigation.Refresh(forceReload: true);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The circuit has ended before its sign-in.
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            log.LogError(fault, "A circuit whose sign-in has ended could not be stopped");
        }
    }

    async Task<bool> Holds(SignedIn signedIn, CancellationToken stop)
    {
        try
        {
            if (await members.LastUse(signedIn, stop) is not { } last) return false;
            // A board on a wall is used as long as somebody looks at it.
            use.Seen(signedIn, last, clock.GetCurrentInstant(), ip: null);
            return true;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // The database cannot be asked now. Each event of the page asks it, too, so that nothing is let through meanwhile.
            log.LogWarning(fault, "The sign-in of a circuit could not be looked at; it is tried again");
            return true;
        }
    }

    void Mark()
    {
        try
        {
            marks.Release();
        }
        catch (SemaphoreFullException)
        {
            // There is a mark already.
        }
    }
}
