using Clockspot.Features;
using Clockspot.Hosting;
using NodaTime;

if (Commands.Named(args) && !Commands.Understands(args)) return Commands.Usage();

var builder = WebApplication.CreateBuilder(args);
builder.AddSettings();
#pragma warning disable RS0030 // The composition is the one place that names the ambient clock.
builder.Services.AddSingleton<IClock>(SystemClock.Instance);
#pragma warning restore RS0030
builder.AddData();
builder.AddPeople();
builder.AddPages();
builder.Services.AddSlices();
if (Commands.Named(args)) return await Commands.Run(builder, args);

var app = builder.Build();
await app.Migrate();

app.UseStaticFiles();
app.UseRouting();
app.UseAuthentication();
app.UseAuthorization();
app.UseMiddleware<WorkspaceGate>();
app.UseAntiforgery();
app.MapPages();
app.MapSlices();

await app.RunAsync();
return 0;

/// <summary>The program.</summary>
public sealed partial class Program;
