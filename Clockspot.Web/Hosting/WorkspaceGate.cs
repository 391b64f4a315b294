using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Ui;
using Microsoft.AspNetCore.Authentication;

namespace Clockspot.Hosting;

/// <summary>
/// Stands before every page below <c>/w/{account}</c>: whoever does not belong gets 404, whose role is too small gets 403, before
/// anything of the page runs. The use-cases decide again.
/// </summary>
sealed class WorkspaceGate(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext http, Members members)
    {
        if (http.GetRouteValue("account") is not string slug || http.GetEndpoint() is null)
        {
            await next(http);
            return;
        }
        try
        {
            var entered = await PageActor.Enter(members, http.User, slug, http, http.RequestAborted);
            http.GetEndpoint()!.Metadata.GetMetadata<NeedsAttribute>()?.Check(entered.Actor);
        }
        catch (Refusal refusal)
        {
            await Refuse(http, refusal);
            return;
        }
        await next(http);
    }

    static Task Refuse(HttpContext http, Refusal refusal) => refusal.Status == 401 ? http.ChallengeAsync() : Problems.Answer(http, refusal);
}
