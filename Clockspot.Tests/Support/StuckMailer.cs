using Clockspot.Features.Mail;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Clockspot.Tests.Support;

/// <summary>A mail server that takes nothing: what is written waits, as it does while a real one is away.</summary>
sealed class StuckMailer : IMailer
{
    /// <summary>Puts it in the place of the program's own; the rounds are the test's.</summary>
    public static void Into(IServiceCollection services)
    {
        services.Replace(ServiceDescriptor.Singleton<IMailer>(new StuckMailer()));
        services.Remove(services.Single(service => service.ImplementationType == typeof(MailJob)));
    }

    public bool Delivers => true;

    public bool KeepsBodies => false;

    public Task Send(string to, string subject, string body, CancellationToken stop) => throw new InvalidOperationException("not now");
}
