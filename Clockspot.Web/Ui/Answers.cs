namespace Clockspot.Ui;

/// <summary>The status of a page that says no.</summary>
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
}
