using Clockspot.Domain;
using Clockspot.Ui;

namespace Clockspot.Hosting;

/// <summary>
/// The headers that tell a browser what this site may do. Written when the answer starts, so that errors, static files and redirects carry
/// them too. Scripts and styles come from files alone; a style attribute is allowed since the component library sets sizes with it.
/// </summary>
sealed class SecurityHeaders(RequestDelegate next, PublicOrigin origin)
{
    readonly string policy = string.Join("; ",
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data:",
        // Older browsers do not count the WebSocket of the same host as 'self'.
        $"connect-src 'self' {SocketOf(origin.Value)}",
        "frame-ancestors 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "object-src 'none'");

    public Task InvokeAsync(HttpContext http)
    {
        http.Response.OnStarting(Write, http);
        return next(http);
    }

    Task Write(object state)
    {
        var http = (HttpContext)state;
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = PolicyFor(http);
        headers.XContentTypeOptions = "nosniff";
        // The address of a decision holds a handle; nobody who is linked from there gets to know it.
        headers["Referrer-Policy"] = http.Request.Path.StartsWithSegments("/oauth", StringComparison.OrdinalIgnoreCase) ? "no-referrer" : "strict-origin-when-cross-origin";
        headers["Permissions-Policy"] = "geolocation=(self), camera=(), microphone=(), payment=(), usb=()";
        // Nothing of ours is embedded elsewhere; programs that read an answer across origins ask by CORS, which this leaves alone.
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        // Assistants open a connection in a window of their own and wait for it: cut off from it, they take it for closed.
        headers["Cross-Origin-Opener-Policy"] = IsConnecting(http) ? "unsafe-none" : "same-origin";
        // What a signed-in person saw does not stay on a shared computer.
        if (http.User.Identity?.IsAuthenticated == true && headers.CacheControl.Count == 0 && IsPage(http)) headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }

    /// <summary>Only a page has a base element. Blazor computes every address from it, so that a page must be let have its own.</summary>
    string PolicyFor(HttpContext http)
    {
        if (!IsPage(http)) return policy.Replace("base-uri 'self'", "base-uri 'none'", StringComparison.Ordinal);
        return FormTarget.Of(http) is { } target
            ? policy.Replace("form-action 'self'", "form-action 'self' " + target, StringComparison.Ordinal) : policy;
    }

    static bool IsPage(HttpContext http) => http.Response.ContentType?.StartsWith("text/html", StringComparison.Ordinal) == true;

    static string SocketOf(string origin) => "ws" + origin[4..];

    /// <summary>A page between a client's request and its answer: one of those below <c>/oauth</c>, or a sign-in that leads there.</summary>
    static bool IsConnecting(HttpContext http) => http.Request.Path.StartsWithSegments("/oauth", StringComparison.OrdinalIgnoreCase)
        || http.Request.Query["returnUrl"].ToString().StartsWith("/oauth/", StringComparison.OrdinalIgnoreCase);
}
