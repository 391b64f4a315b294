using Clockspot.Domain;
using Clockspot.Features;
using Clockspot.Hosting;
using Clockspot.Hosting.Api;

if (args is ["--version"])
{
    Console.WriteLine(ProductVersion.Text);
    return 0;
}
if (Commands.Named(args)) return await Commands.Run(args, Composition.Compose, Console.Out, Console.Error);

var app = Composition.Compose(args).Build();
using var held = await InUse.Enter(app.Services.GetRequiredService<DataFolder>(), CancellationToken.None);
await app.Migrate();

app.UseProxies();
app.UseMiddleware<RequestTrail>();
app.UseMiddleware<SecurityHeaders>();
if (!app.Environment.IsDevelopment()) app.UseHsts();
app.UseMiddleware<BodyDeadline>();
app.UseProblems();
app.UseRouting();
app.UseAuthentication();
app.UseAuthorization();
app.UseRateLimiter();
app.UseMiddleware<LiveGate>();
app.UseMiddleware<WorkspaceGate>();
app.UseAntiforgery();
app.UseMiddleware<FormCheck>();
app.MapHealth();
app.MapPages();
app.MapSlices();
app.MapApi();

await app.RunAsync();
return 0;

/// <summary>The program.</summary>
public sealed partial class Program;
