using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Clockspot.Tests.Support;

/// <summary>Plays the other end of the connection: a request comes from the address that it names in a header.</summary>
public sealed class FromHeader : IStartupFilter
{
    public const string Name = "Test-From";

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((http, rest) =>
        {
            if (http.Request.Headers[Name].ToString() is { Length: > 0 } from) http.Connection.RemoteIpAddress = IPAddress.Parse(from);
            return rest(http);
        });
        next(app);
    };
}
