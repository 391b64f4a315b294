using System.Globalization;
using Microsoft.AspNetCore.Http.Features;

namespace Clockspot.Hosting;

/// <summary>How long a body may take to arrive, whole.</summary>
/// <param name="Most">From the end of the request's headers on.</param>
sealed record BodyPatience(TimeSpan Most);

/// <summary>
/// Refuses a body that has not arrived in time, however steadily it trickles: what was checked as a request began, such as a key that
/// is revoked meanwhile, holds for so long and no longer. The refusal is a 408 and ends the connection. An answer may take its time.
/// </summary>
sealed class BodyDeadline(RequestDelegate next, BodyPatience patience)
{
    public const string Setting = "Requests:BodySeconds";

    static readonly TimeSpan farewell = TimeSpan.FromMilliseconds(500);

    public static BodyPatience Of(string? text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= 600
            ? new BodyPatience(TimeSpan.FromSeconds(seconds))
            : throw new InvalidOperationException($"{Setting} must be a number of seconds up to 600; it is '{text}'.");

    public async Task InvokeAsync(HttpContext http)
    {
        var request = http.Request;
        if (http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            await next(http);
            return;
        }
        var sent = request.Body;
        using var late = new CancellationTokenSource(patience.Most);
        await using var timed = new TimedBody(sent, late.Token, () => SayThatItEnds(http));
        request.Body = timed;
        try
        {
            await next(http);
        }
        finally
        {
            request.Body = sent;
        }
        if (!timed.IsRefused) return;
        // The server would go on reading a body in pieces, for some seconds. The caller gets a moment for the answer: an end with
        // something unread may overtake it.
        await http.Response.CompleteAsync();
        await Task.Delay(farewell, CancellationToken.None);
        http.Abort();
    }

    /// <summary>Said when the answer starts: whoever answers failures clears what was said before.</summary>
    static void SayThatItEnds(HttpContext http)
    {
        if (http.Response.HasStarted || !HttpProtocol.IsHttp11(http.Request.Protocol)) return;
        http.Response.OnStarting(() =>
        {
            http.Response.Headers.Connection = "close";
            return Task.CompletedTask;
        });
    }
}

/// <summary>A body that can be read until a moment.</summary>
/// <param name="body">What the server reads.</param>
/// <param name="late">The moment has come.</param>
/// <param name="refused">Told before the reader is.</param>
sealed class TimedBody(Stream body, CancellationToken late, Action refused) : Stream
{
    /// <summary>Its reader was told that it came too late.</summary>
    public bool IsRefused { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(late, cancellationToken);
        try
        {
            return await body.ReadAsync(buffer, both.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Late();
        }
        catch (BadHttpRequestException slow) when (slow.StatusCode == StatusCodes.Status408RequestTimeout)
        {
            // The server's own smallest rate.
            throw Late();
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Bodies are read asynchronously.");

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    BadHttpRequestException Late()
    {
        if (!IsRefused) refused();
        IsRefused = true;
        return new BadHttpRequestException("The body did not arrive in time.", StatusCodes.Status408RequestTimeout);
    }
}
