namespace Clockspot.Ui;

/// <summary>What a page answers with beside itself.</summary>
public static class Answers
{
    /// <summary>
    /// Answers with this status and the page. It is set as the answer starts: the framework sends no body at all when it finds a 404 while it
    /// still renders. A redirect that a form asked for meanwhile stays.
    /// </summary>
    public static void AnswerWith(this HttpContext? http, int status)
    {
        if (http is not { Response.HasStarted: false }) return;
        http.Response.OnStarting(() =>
        {
            if (http.Response.StatusCode == StatusCodes.Status200OK) http.Response.StatusCode = status;
            return Task.CompletedTask;
        });
    }

    /// <summary>Sends the browser on to an address that stands in no log (RFC 9110, section 15.4.4).</summary>
    public static void SeeOther(this HttpContext http, string address) => (http.Response.StatusCode, http.Response.Headers.Location) = (StatusCodes.Status303SeeOther, address);
}
