//! What is done while serving, and how the application is put together: each a sentence, what is seen, and what should be.

mod answering;
mod changing;
mod logging;
mod wiring;

use crate::differences::Ledger;
use crate::framework::Framework;

struct Behaviour {
    name: &'static str,
    observe: fn(&dyn Framework) -> String,
    expected: &'static str,
}

const BEHAVIOURS: &[Behaviour] = &[
    Behaviour {
        name: "without a policy the status is 500, and the error names the line that is missing",
        observe: wiring::without_a_policy,
        expected: "500 \"internal server error\\n\", and the line is named, and logged once; /health 200",
    },
    Behaviour {
        name: "without a peer the status is 500, and the error names the line that is missing",
        observe: wiring::without_a_peer,
        expected: "500 \"internal server error\\n\", and the line is named, and logged once; /option none; /health 200",
    },
    Behaviour {
        name: "a Unix socket is a proxy where the policy says so",
        observe: wiring::on_a_unix_socket,
        expected: "203.0.113.9; without the header 400, missing; under the empty policy 400, no-address",
    },
    Behaviour {
        name: "an IPv4 client of a listener on [::] is an IPv4 client",
        observe: wiring::on_all_addresses,
        expected: "proxy 203.0.113.9; stranger 127.0.0.9; IPv6 stranger ::1",
    },
    Behaviour {
        name: "a policy is replaced while serving, and a bad one replaces nothing",
        observe: changing::replaced_while_serving,
        expected: "203.0.113.9; after a bad one 203.0.113.9; after the empty one 127.0.0.1; after another 203.0.113.10",
    },
    Behaviour {
        name: "a request has one answer, and the reasons for it, even if the policy is replaced meanwhile",
        observe: changing::replaced_meanwhile,
        expected: "203.0.113.9 203.0.113.9 203.0.113.9, middleware after it 203.0.113.9; the next request 127.0.0.1",
    },
    Behaviour {
        name: "where the headers were changed since, the reasons begin with the answer and say so",
        observe: changing::changed_meanwhile,
        expected: "removed: 203.0.113.9, headers changed, and now missing; replaced: 203.0.113.9, headers changed, and now \
                   198.51.100.7; added to: 203.0.113.9, headers changed, and now 198.51.100.7; made the same: 203.0.113.9; \
                   beside: 203.0.113.9",
    },
    Behaviour {
        name: "a rejection is logged once, with peer, header and hint, and its trace for who looks closer",
        observe: logging::rejections_logged,
        expected: "WARN client_ip::rejection: request has no client peer=127.0.0.1:PORT header=\"x-forwarded-for\" \
                   hint=\"missing-header\" error=missing: a trusted proxy did not report hop 1 in x-forwarded-for\n\
                   DEBUG client_ip::rejection: why the request has no client:\n\
                   of two extractors 1 at WARN, of none 0",
    },
    Behaviour {
        name: "a policy is logged at its first use, and when it was replaced",
        observe: logging::policies_logged,
        expected: "INFO client_ip::policy: client-ip: X-Forwarded-For from 127.0.0.1\n\
                   INFO client_ip::policy: client-ip: nobody is trusted: the client is whoever is connected",
    },
    Behaviour {
        name: "a private peer that sends a header and that nobody trusts is logged once, with the line to add",
        observe: logging::untrusted_logged,
        expected: "WARN client_ip::untrusted_peer: client-ip: 127.0.0.9 sent X-Forwarded-For, and no group of the policy trusts \
                   it, so 127.0.0.9 itself is the client; if it is a proxy of yours, add `127.0.0.9` to the ranges of group 1; \
                   a NAT address or a container network's gateway is no proxy, so do not add it peer=127.0.0.9 \
                   header=\"X-Forwarded-For\"",
    },
    Behaviour { name: "no cache keeps a rejection", observe: answering::not_stored, expected: "no-store" },
    Behaviour {
        name: "each request on a connection that is kept alive has its own answer",
        observe: answering::kept_alive,
        expected: "2000 right, 0 wrong",
    },
];

pub(crate) fn observe(framework: &dyn Framework, differences: &mut Ledger) {
    for Behaviour { name, observe, expected } in BEHAVIOURS {
        differences.compare(name, expected, &observe(framework));
    }
}
