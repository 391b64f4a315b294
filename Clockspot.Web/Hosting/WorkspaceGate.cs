using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Ui;
using Microsoft.AspNetCore.Authentication;

namespace Clockspot.Hosting;

/// <summary>
/// Stands before every page and file below <c>/w/{account}</c>: whoever does not belong gets 404, whose role is too small gets 403, before
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
            await next(http);
        }
        catch (Refusal refusal) when (!http.Response.HasStarted)
        {
            // Pages show their refusals themselves; what comes out here is the gate's own, or of a file that was not begun yet.
            if (refusal.Code == Members.NeedsTwoStep
                && HttpMethods.IsGet(http.Request.Method)) http.Response.Redirect(PageActor.SetUpTwoStep(slug));
            else await (refusal.Status == 401 ? http.ChallengeAsync() : Problems.Answer(http, refusal));
        }
    }
}
