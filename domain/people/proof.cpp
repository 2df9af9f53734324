#include "domain/people/proof.hpp"

namespace todoke {

Proof proof_of(bool token, bool sender) {
    if (sender) return token ? Proof::both : Proof::sender;
    return token ? Proof::token : Proof::none;
}

Grant grant(Proof proof, Deed deed) {
    switch (proof) {
        case Proof::none:
            return Grant::no;
        case Proof::token:
            if (deed == Deed::acknowledge) return Grant::no;
            return deed == Deed::look ? Grant::yes : Grant::confirm;
        case Proof::sender:
            return deed == Deed::end_search ? Grant::confirm : Grant::yes;
        case Proof::both:
            return Grant::yes;
    }
    return Grant::no;
}

}  // namespace todoke
