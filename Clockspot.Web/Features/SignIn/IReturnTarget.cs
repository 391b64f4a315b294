using Clockspot.Ui;

namespace Clockspot.Features.SignIn;

/// <summary>Where a path of this site, to which somebody goes after signing in, leads on to.</summary>
/// <param name="Origin">The origin to which it may send them in the end; null when it stays here.</param>
/// <param name="Purpose">What signing in is for, in one sentence.</param>
public sealed record ReturnTarget(string? Origin, string Purpose);

/// <summary>A slice that says what signing in for some of its paths is for. Where one ends at another site, the sign-in's form must be allowed to end there: see <see cref="FormTarget"/>.</summary>
public interface IReturnTarget
{
    /// <summary>Where a path leads on to; null when there is nothing to say about it.</summary>
    Task<ReturnTarget?> Find(string path, CancellationToken stop);
}

/// <summary>What all slices know of a path.</summary>
static class ReturnTargets
{
    /// <summary>Allows the forms of this page to end where the path leads to, and says where that is.</summary>
    public static async Task<ReturnTarget?> Allow(this IEnumerable<IReturnTarget> slices, HttpContext http, string? returnUrl, CancellationToken stop)
    {
        if (string.IsNullOrEmpty(returnUrl)) return null;
        foreach (var slice in slices)
            if (await slice.Find(LocalPath.After(returnUrl), stop) is { } target)
            {
                FormTarget.Allow(http, target.Origin);
                return target;
            }
        return null;
    }
}
